import path from "node:path";
import { clockTime } from "./clockTime.ts";
import type { Need } from "./facts.ts";
import type { FileTime } from "./fileTime.ts";

/** What a change must be newer than to matter. */
export type Base = "start" | "image";

/** Something that a change of a file asks for, if it is newer than what it is compared to. */
export interface Asked {
  readonly base: Base;
  readonly action: Need["action"];
  readonly orReload?: boolean;
  /** What follows the sentence that says when; empty for nothing. */
  readonly because: string;
  /** ms after the base, within which the container may have written the file itself. */
  readonly grace?: number;
}

/** @param base when the container was started, or its image built */
export function toNeed(
  file: string,
  time: FileTime & { readonly gone: boolean },
  asked: Asked,
  base: number,
): Need {
  const what = time.gone ? "deleted" : time.written ? "written" : "changed";
  const when = `${path.basename(file)} was ${what} at ${clockTime(time.at, base)}`;
  const than =
    asked.base === "start"
      ? `after the container's start at ${clockTime(base, time.at)}`
      : `after the image was built at ${clockTime(base, time.at)}`;
  return {
    file,
    at: time.at,
    action: asked.action,
    reason: [`${when}, ${than}.`, asked.because].filter(Boolean).join(" "),
    ...(asked.orReload === true ? { orReload: true } : {}),
  };
}

const SEVERITY: Readonly<Record<Need["action"], number>> = { rebuild: 4, recreate: 3, restart: 2, watch: 1 };

/** The one that asks for most first; of those, the one that no reload takes in, then the newest. */
export function byWeight(left: Need, right: Need): number {
  return (
    SEVERITY[right.action] - SEVERITY[left.action] ||
    Number(left.orReload === true) - Number(right.orReload === true) ||
    right.at - left.at ||
    // In whatever order they were found.
    (left.file < right.file ? -1 : 1)
  );
}
