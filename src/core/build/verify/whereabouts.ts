import path from "node:path";
import type { ComposeService } from "../../compose/model.ts";
import type { ContainerSetup } from "../../engine/container.ts";
import { isWithin } from "../../reload/files/paths.ts";
import { readScope } from "../../reload/files/readScope.ts";
import type { Scope } from "../../reload/files/scope.ts";
import type { View } from "../../reload/files/view.ts";

/** Where a container has a file of this machine. */
export type Whereabouts =
  /** `single`: the file itself is the mount, so that the container keeps the one that was there at its start. */
  | { readonly kind: "mounted"; readonly path: string; readonly single: boolean }
  /** At the first of these at which it has a file. */
  | { readonly kind: "copied"; readonly paths: readonly string[] }
  /** The reason is a sentence. */
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Where a container has files of this machine, as far as mounts, `develop.watch` and the Dockerfile tell.
 * @param isLocal whether the engine's paths are this machine's
 */
export async function whereabouts(
  service: ComposeService | undefined,
  { mounts }: Pick<ContainerSetup, "mounts">,
  isLocal: boolean,
): Promise<Places> {
  const seen = isLocal
    ? mounts
    : mounts.map((mount) => (mount.kind === "bind" ? { ...mount, kind: "other" as const } : mount));
  const { scope } = await readScope({ service }, { mounts: seen });
  return new Places(service, scope);
}

export class Places {
  readonly #service: ComposeService | undefined;
  readonly #scope: Scope;

  constructor(service: ComposeService | undefined, scope: Scope) {
    this.#service = service;
    this.#scope = scope;
  }

  /** The build's context, if it is a folder of this machine. */
  get context(): string | undefined {
    return this.#scope.context?.folder;
  }

  of(file: string): Whereabouts {
    const views = this.#scope.views(file);
    const mounted = views.find(isMounted);
    if (mounted !== undefined) return { kind: "mounted", path: mounted.path, single: mounted.way.isFile };
    const baked = this.#scope.context?.places(file) ?? [];
    const synced = views.filter(({ way }) => way.kind === "sync").map((view) => view.path);
    // Also what a volume hides: what the container has is what is in that.
    const paths = [...new Set([...synced, ...baked])].filter((place) => this.#canBeRead(place));
    if (paths.length > 0) return { kind: "copied", paths };
    return { kind: "unknown", reason: this.#why(file, baked) };
  }

  /** What is in a `tmpfs` is in memory, where an engine does not look for files. */
  #canBeRead(place: string): boolean {
    return this.#scope.mountOf(place)?.kind !== "tmpfs";
  }

  #why(file: string, baked: readonly string[]): string {
    const name = path.basename(file);
    const { context } = this.#scope;
    const hidden = baked[0] && this.#scope.mountOf(baked[0]);
    if (hidden)
      return `${name} can't be compared: a tmpfs at ${hidden.target} hides the container's copy of it.`;
    const service = this.#service?.name ?? "The service";
    if (context === undefined) {
      return this.#service?.build === undefined
        ? `${service} is not built here and does not mount ${name}, so that it has no copy of it that is known.`
        : `${service} is not built from a folder of this machine, so that where it has ${name} is not known.`;
    }
    const { folder, ignored } = context;
    if (!isWithin(file, folder, path.sep)) {
      return `${name} is neither mounted nor in ${folder}, which ${service} is built from: its image can't have it.`;
    }
    if (ignored.matches(path.relative(folder, file).replaceAll(path.sep, "/"))) {
      return `The .dockerignore leaves ${name} out: the image can't have it.`;
    }
    return `The Dockerfile does not say where the image of ${service} has ${name}: it copies it nowhere, to a place that is known only when it is built, or into another stage, and then the image has only what was made of it there.`;
  }
}

function isMounted(view: View): view is View & { readonly way: Extract<View["way"], { kind: "mount" }> } {
  return view.way.kind === "mount";
}
