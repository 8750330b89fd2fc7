import type { ContainerState } from "../../shared/model.ts";

/** What Compose wrote on the container (labels `com.docker.compose.*`, Compose 2.26 and 2.40). */
export interface ComposeLabels {
  readonly project: string;
  readonly service: string;
  /** Absolute paths; empty for a container that Compose did not write them on. */
  readonly configFiles: readonly string[];
  readonly workingDir: string;
  /** Absolute paths that `--env-file` named; absent where it was not given. */
  readonly envFiles?: readonly string[];
  readonly configHash: string;
  /** The id of the image that it was made from, as Compose saw it. */
  readonly image: string;
}

/**
 * A container as the engine tells it, with the labels that place it in a stack. One that Compose did not make has
 * an empty project, and its own name as its service.
 */
export interface EngineContainer extends Omit<ContainerState, "drift"> {
  readonly labels: ComposeLabels;
  /** What its image's name stands for now, by the engine's word; absent where that is not known. */
  readonly namedImageId?: string;
}

/** What the engine's containers did. */
export type ContainerChange =
  /** The whole list: what is not in it is gone. */
  | { readonly kind: "listed"; readonly containers: readonly EngineContainer[] }
  | { readonly kind: "changed"; readonly container: EngineContainer }
  | { readonly kind: "removed"; readonly id: string }
  /** The engine can't be reached: what was known is no longer known to be true. */
  | { readonly kind: "lost" };
