import path from "node:path";
import type { ContainerChange, EngineContainer } from "../engine/container.ts";

/** The files that some containers were made from, and how, by Compose's labels. */
export interface RunningList {
  readonly project: string;
  /** Absolute, as Compose merged them. */
  readonly files: readonly string[];
  readonly projectDir: string;
  /** What `--env-file` named. */
  readonly envFiles: readonly string[];
}

interface Entry {
  readonly key: string;
  readonly list: RunningList;
}

/** Which lists of files the engine's containers tell. Kept up to date container by container. */
export class RunningFiles {
  readonly #byContainer = new Map<string, Entry>();
  #lists: ReadonlyMap<string, RunningList> = new Map();

  get lists(): readonly RunningList[] {
    return [...this.#lists.values()];
  }

  /** @returns whether the lists are others now */
  apply(change: ContainerChange): boolean {
    switch (change.kind) {
      // Out of reach is not gone.
      case "lost":
        return false;
      case "listed":
        this.#byContainer.clear();
        for (const container of change.containers) this.#note(container);
        return this.#collect();
      case "changed":
        return this.#note(change.container) && this.#collect();
      case "removed":
        return this.#byContainer.delete(change.id) && this.#collect();
    }
  }

  /** @returns whether the container tells something else than before */
  #note(container: EngineContainer): boolean {
    const { id } = container;
    const before = this.#byContainer.get(id)?.key;
    const list = listOf(container);
    if (list === undefined) return this.#byContainer.delete(id);
    const key = JSON.stringify(list);
    this.#byContainer.set(id, { key, list });
    return key !== before;
  }

  #collect(): boolean {
    const before = this.#lists;
    const next = new Map([...this.#byContainer.values()].map(({ key, list }) => [key, list]));
    this.#lists = next;
    return next.size !== before.size || [...next.keys()].some((key) => !before.has(key));
  }
}

function listOf({ labels, oneOff }: EngineContainer): RunningList | undefined {
  const { project, configFiles: files, workingDir: projectDir, envFiles = [] } = labels;
  // `-` is standard input; a container of `compose run` may outlive what it was made beside.
  if (oneOff || files.length === 0 || ![...files, projectDir].every((file) => path.isAbsolute(file))) {
    return undefined;
  }
  return { project, files, projectDir, envFiles };
}
