import path from "node:path";
import type { ContainerMount } from "../../engine/container.ts";
import type { BuildContext } from "./buildContext.ts";
import { below, isWithin, join } from "./paths.ts";
import type { View, Way } from "./view.ts";
import type { WatchRules } from "./watchRules.ts";

/** A bind mount whose source is on this machine. */
export interface Bind {
  readonly host: string;
  /** The same without symbolic links. */
  readonly real: string;
  readonly target: string;
  readonly isFile: boolean;
}

export interface ScopeParts {
  /** All of the container's. */
  readonly mounts: readonly ContainerMount[];
  readonly binds: readonly Bind[];
  readonly rules: WatchRules | undefined;
  readonly context: BuildContext | undefined;
}

/** Which folders of this machine a container has, and where. */
export class Scope {
  readonly #parts: ScopeParts;

  constructor(parts: ScopeParts) {
    this.#parts = parts;
  }

  /** Where the container has the file: at several places, or nowhere; the way that is surest first. */
  views(file: string): readonly View[] {
    const mounted = this.#parts.binds.flatMap((bind) => this.#mounted(bind, file));
    if (mounted.length > 0) return mounted;
    const synced = this.#synced(file);
    if (synced.length > 0) return synced;
    const { context } = this.#parts;
    const places = context?.places(file) ?? [];
    const way: Way = { kind: "baked", context: context?.folder ?? "" };
    // What is mounted over it hides it.
    return places.filter((place) => this.mountOf(place) === undefined).map((place) => ({ path: place, way }));
  }

  /** The file of this machine that the container sees at the path, through a mount. */
  hostOf(place: string): string | undefined {
    const bind = this.#bindOf(this.mountOf(place));
    return bind && join(bind.host, below(place, bind.target, "/"), path.sep);
  }

  /** The mount that a path of the container lies in: the one with the longest target. */
  mountOf(place: string): ContainerMount | undefined {
    const covering = this.#parts.mounts.filter(({ target }) => isWithin(place, target, "/"));
    return covering.reduce<ContainerMount | undefined>(
      (longest, mount) => (longest && longest.target.length > mount.target.length ? longest : mount),
      undefined,
    );
  }

  /** Bind mounts at, above and below a path of the container. */
  bindsAround(place: string): readonly Bind[] {
    return this.#parts.binds.filter(
      ({ target }) => isWithin(target, place, "/") || this.mountOf(place)?.target === target,
    );
  }

  get binds(): readonly Bind[] {
    return this.#parts.binds;
  }

  get rules(): WatchRules | undefined {
    return this.#parts.rules;
  }

  get context(): BuildContext | undefined {
    return this.#parts.context;
  }

  /** The path as the mounts name it, where it is given without symbolic links. */
  named(file: string): string {
    for (const { host, real } of this.#parts.binds) {
      if (real !== host && isWithin(file, real, path.sep) && !isWithin(file, host, path.sep)) {
        return join(host, below(file, real, path.sep), path.sep);
      }
    }
    return file;
  }

  #mounted({ host, target, isFile }: Bind, file: string): readonly View[] {
    if (isFile ? file !== host : !isWithin(file, host, path.sep)) return [];
    const place = join(target, below(file, host, path.sep), "/");
    if (this.mountOf(place)?.target !== target) return [];
    return [{ path: place, way: { kind: "mount", host, target, isFile } }];
  }

  #synced(file: string): readonly View[] {
    return (this.#parts.rules?.synced(file) ?? []).map(({ place, rule }) => {
      const into = this.mountOf(place);
      const way: Way = { kind: "sync", host: rule.path, target: rule.target ?? "/" };
      return { path: place, way: into?.readOnly === true ? { ...way, into } : way };
    });
  }

  #bindOf(mount: ContainerMount | undefined): Bind | undefined {
    return mount && this.#parts.binds.find(({ target }) => target === mount.target);
  }
}
