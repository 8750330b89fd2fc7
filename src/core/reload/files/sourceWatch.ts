import type { Sources } from "../ports.ts";
import { ContainerSources, type SourcesOptions } from "./containerSources.ts";
import type { SourceFacts, SourceQuery } from "./facts.ts";
import { RealPaths } from "./realPaths.ts";

export interface SourceWatchOptions extends SourcesOptions {
  /** Whether the engine's paths are this machine's. */
  readonly isLocal: () => boolean;
}

/** What the files on this machine say of containers: scanned once, and then only what is told to have changed. */
export class SourceWatch implements Sources {
  readonly #options: SourceWatchOptions;
  readonly #containers = new Map<string, ContainerSources>();
  readonly #realPaths = new RealPaths();

  constructor(options: SourceWatchOptions) {
    this.#options = options;
  }

  async look(query: SourceQuery, signal: AbortSignal): Promise<SourceFacts> {
    const { id, setup, startedAt } = query.container;
    if (!this.#options.isLocal()) return { incomplete: "the engine is on another machine" };
    if (setup === undefined || startedAt === undefined) {
      return { incomplete: "what its container was made with is not known" };
    }
    const sources = this.#containers.get(id) ?? new ContainerSources(this.#options);
    this.#containers.set(id, sources);
    try {
      return await sources.look(query, setup, startedAt, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.#options.logger.error(`The files of ${query.container.name} can't be looked at: ${String(error)}`);
      return { incomplete: "its files could not be looked at" };
    }
  }

  changed(paths: readonly string[]): ReadonlySet<string> {
    const concerned = new Set<string>();
    for (const file of paths) {
      const before = concerned.size;
      this.#tell(file, concerned);
      if (concerned.size > before || this.#containers.size === 0) continue;
      // A folder may be opened by another name than the one that is mounted.
      const real = this.#realPaths.of(file);
      if (real !== file) this.#tell(real, concerned);
    }
    return concerned;
  }

  forgetAll(): void {
    for (const sources of this.#containers.values()) sources.forgetAll();
  }

  forget(containerId: string): void {
    this.#containers.delete(containerId);
  }

  dispose(): void {
    this.#containers.clear();
  }

  #tell(file: string, concerned: Set<string>): void {
    for (const [id, sources] of this.#containers) if (sources.changed(file)) concerned.add(id);
  }
}
