import type { BakedState } from "../../../shared/builds.ts";
import { isDropped } from "../../reload/files/paths.ts";
import { walk } from "../../reload/files/walk.ts";
import type { Places } from "./whereabouts.ts";

const MOST_FILES = 20;
const LIMITS = { files: MOST_FILES, time: 5_000, depth: 20 };

/**
 * The files that are worth a comparison: those that the image may lack; where none is known of, the first of the
 * context that are copied into it. Files that the container has through a mount are left out.
 */
export async function chooseFiles(
  baked: BakedState | undefined,
  places: Places,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const isCopied = (file: string) => places.of(file).kind === "copied";
  const code = baked?.code;
  if (code?.kind === "changed" || code?.kind === "touched") {
    const own = code.files.map(({ file }) => file).filter(isCopied);
    if (own.length > 0) return own.slice(0, MOST_FILES);
  }
  if (places.context === undefined) return [];
  const { files } = await walk({
    roots: [places.context],
    wants: isCopied,
    enters: (name) => !isDropped(name) && !name.startsWith("."),
    limits: LIMITS,
    now: Date.now,
    signal,
  });
  return [...files.keys()].sort();
}
