import type { ServiceBuild, WatchRule } from "../../compose/model.ts";
import type { ContainerMount } from "../../engine/container.ts";
import type { ContextManifests } from "../manifest/ports.ts";

/** What is known of the image of a service's container, or, where it has none, of the one that Up would take. */
export interface BakedFacts {
  readonly build: ServiceBuild;
  /** Rules of `develop.watch`: what they copy is not a matter of the image. */
  readonly watch: readonly WatchRule[];
  /** Of the container; empty where there is none. Paths on the engine's machine. */
  readonly mounts: readonly ContainerMount[];
  /** Whether the engine's paths are this machine's. */
  readonly local: boolean;
  /** When the image was built last; absent: the engine did not tell. */
  readonly builtAt?: number;
  /** Builds of the history that came out as this image, the newest first. */
  readonly builds: readonly {
    readonly startedAt: number;
    /** Milliseconds; absent: not known. */
    readonly duration?: number;
    readonly context?: string;
    readonly dockerfile?: string;
    /** The stage; absent: the last one. */
    readonly target?: string;
    /** The key of a manifest. */
    readonly manifest?: string;
  }[];
}

export interface BakedPorts {
  readonly manifests: ContextManifests;
}
