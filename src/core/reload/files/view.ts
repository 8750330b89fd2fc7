import type { ContainerMount } from "../../engine/container.ts";

/** A file of this machine as a container has it. */
export interface View {
  /** Absolute, in the container. */
  readonly path: string;
  readonly way: Way;
}

/** How a container comes to have what is in a folder, or in a file, of this machine. */
export type Way =
  | {
      readonly kind: "mount";
      /** Absolute, on this machine. */
      readonly host: string;
      readonly target: string;
      readonly isFile: boolean;
    }
  /** By a rule of `develop.watch`. */
  | {
      readonly kind: "sync";
      readonly host: string;
      readonly target: string;
      /** The read-only mount that the target is in. */
      readonly into?: ContainerMount;
    }
  /** By a copy into its image. */
  | { readonly kind: "baked"; readonly context: string };
