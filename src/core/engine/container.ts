import type { ContainerState } from "../../shared/model.ts";

/** What Compose wrote on the container (labels `com.docker.compose.*`, Compose 2.26 and 2.40). */
export interface ComposeLabels {
  readonly project: string;
  readonly service: string;
  /** Absolute paths; empty for a container that Compose did not write them on. */
  readonly configFiles: readonly string[];
  readonly workingDir: string;
  readonly configHash: string;
}

/** A container as the engine tells it, with the labels that place it in a stack. */
export interface EngineContainer extends ContainerState {
  readonly labels: ComposeLabels;
}

/** What the engine's containers did; only containers that carry Compose's labels are told. */
export type ContainerChange =
  /** The whole list: what is not in it is gone. */
  | { readonly kind: "listed"; readonly containers: readonly EngineContainer[] }
  | { readonly kind: "changed"; readonly container: EngineContainer }
  | { readonly kind: "removed"; readonly id: string }
  /** The engine can't be reached: what was known is no longer known to be true. */
  | { readonly kind: "lost" };
