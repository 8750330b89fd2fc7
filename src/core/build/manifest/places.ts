import { lstatSync, readlinkSync, type Stats } from "node:fs";
import path from "node:path";
import { statOf } from "./fileLook.ts";

/** Where a link leads, relative to the context, which nothing leads out of (BuildKit 0.25). */
export function linkTarget(context: string, link: string): string {
  try {
    const text = readlinkSync(path.join(context, link)).replaceAll("\\", "/");
    const from = text.startsWith("/") ? "/" : `/${path.posix.dirname(link)}`;
    return path.posix.join(from, text).replace(/^\/+|\/$/g, "") || ".";
  } catch {
    return link;
  }
}

/** A folder that is moved changes then, and the one that it comes to as well; as do those that they are in. */
export function movedTo(folder: string, own: Stats): number {
  const parent = path.dirname(folder);
  const above = parent === folder ? undefined : statOf(parent, lstatSync);
  if (above === undefined) return 0;
  // What comes and goes in it sets both times to the same.
  const at = own.ctimeMs > own.mtimeMs ? Math.min(own.ctimeMs, above.ctimeMs) : 0;
  return Math.max(at, movedTo(parent, above));
}
