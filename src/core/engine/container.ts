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
  /** Absent until inspected, and for one that was never started. */
  readonly setup?: ContainerSetup;
  readonly labels: ComposeLabels;
  /** What its image's name stands for now, by the engine's word; absent where that is not known. */
  readonly namedImageId?: string;
}

/** What a container was made with. */
export interface ContainerSetup {
  readonly createdAt: number;
  /** The program and its arguments, entrypoint first. */
  readonly command: readonly string[];
  /** Absolute; `/` where none was set. */
  readonly workingDir: string;
  /** It has a terminal: colours, and both outputs in one. */
  readonly tty: boolean;
  /** The logging driver's name. */
  readonly logDriver: string;
  readonly mounts: readonly ContainerMount[];
  /** Only variables that are called as the commit or the date of a build is; absent for none. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface ContainerMount {
  readonly kind: "bind" | "volume" | "tmpfs" | "other";
  /** Of a bind: a path on the engine's machine; of a volume: its name, which is 64 hexadecimal digits for an anonymous one. */
  readonly source: string;
  /** Absolute, in the container. */
  readonly target: string;
  readonly readOnly: boolean;
}

/** What the engine's containers did. */
export type ContainerChange =
  /** The whole list: what is not in it is gone. */
  | { readonly kind: "listed"; readonly containers: readonly EngineContainer[] }
  | { readonly kind: "changed"; readonly container: EngineContainer }
  | { readonly kind: "removed"; readonly id: string }
  /** The engine can't be reached: what was known is no longer known to be true. */
  | { readonly kind: "lost" };
