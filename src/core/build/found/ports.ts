import type { InspectedBuild } from "./ref.ts";

/** buildx's own history of builds (0.21 and later): one process a call. */
export interface BuildxHistory {
  /** Whether this machine's buildx has one; asked once, and again after {@link forget}. */
  supported(signal: AbortSignal): Promise<boolean>;
  forget(): void;
  /**
   * Reads a build's progress as rawjson, from its start to its end, live where it lasts; `missing`: buildx does not
   * know it (any more). Resolves when all was read; rejects as the signal aborts.
   */
  follow(
    id: string,
    signal: AbortSignal,
    onText: (text: string) => void | Promise<void>,
    /** It began long ago: that buildx does not know it will not change. */
    isOld?: boolean,
  ): Promise<"read" | "missing">;
  /** `undefined`: buildx does not know it. */
  inspect(id: string, signal: AbortSignal): Promise<InspectedBuild | undefined>;
}
