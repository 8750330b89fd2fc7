import path from "node:path";
import type { EngineClient } from "../../engine/client.ts";
import { statusCode } from "../../engine/engineErrors.ts";
import { readPathStat } from "./pathStat.ts";
import { TarReader } from "./tar.ts";

export type ReadFile =
  | { readonly kind: "file"; readonly size: number }
  /** There is no such file; or a link that leads nowhere. */
  | { readonly kind: "missing" }
  /** A folder, a device. */
  | { readonly kind: "notFile" }
  | { readonly kind: "tooLarge"; readonly size: number };

export interface ReadOptions {
  /** Bytes. */
  readonly limit: number;
  readonly onContent: (bytes: Buffer) => void;
  readonly signal: AbortSignal;
}

const LIMIT_MS = 60_000;
const MOST_LINKS = 8;

/**
 * Reads a file of a container, running or not, as the engine hands it out. What a running container has in a `tmpfs`
 * is not seen that way, and of a single file that is mounted not the container's own but the one that is at its path
 * now (Docker 28.5).
 * @param file absolute, in the container; links are followed
 * @throws Error, in words for the user; what the engine's client throws
 */
export async function readContainerFile(
  client: Pick<EngineClient, "archive">,
  containerId: string,
  file: string,
  { limit, onContent, signal }: ReadOptions,
): Promise<ReadFile> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  let place = file;
  for (let links = 0; links <= MOST_LINKS; links++) {
    const read = await readOnce(client, containerId, place, { limit, onContent, signal: limited });
    if (read.kind !== "link") return read;
    place = path.posix.resolve(path.posix.dirname(place), read.target);
  }
  return { kind: "missing" };
}

type ReadOnce = ReadFile | { readonly kind: "link"; readonly target: string };

async function readOnce(
  client: Pick<EngineClient, "archive">,
  containerId: string,
  file: string,
  { limit, onContent, signal }: ReadOptions,
): Promise<ReadOnce> {
  const answer = await client.archive(containerId, file, signal).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (answer === undefined) return { kind: "missing" };
  const { body, pathStat } = answer;
  try {
    const stat = readPathStat(pathStat);
    if (stat?.kind === "link" && stat.target !== undefined) return { kind: "link", target: stat.target };
    // All of a folder would come.
    if (stat?.kind === "folder" || stat?.kind === "other") return { kind: "notFile" };
    const tar = new TarReader(onContent);
    for await (const chunk of body) {
      tar.push(chunk);
      const { entry } = tar;
      if (entry?.kind === "file" && entry.size > limit) return { kind: "tooLarge", size: entry.size };
      if (tar.state !== "open") break;
    }
    if (tar.state !== "whole" || tar.entry === undefined)
      throw new Error(`The engine's copy of ${file} broke off.`);
    return tar.entry.kind === "other" ? { kind: "notFile" } : tar.entry;
  } finally {
    body.destroy();
  }
}

/** Docker 28.5 calls all but the plainest of these an error of its own. */
function isMissing(error: unknown): boolean {
  const status = statusCode(error);
  const said = error instanceof Error ? error.message : "";
  if (status === 404) return !/no such container/i.test(said);
  return status === 500 && /too many links|not a directory|no such file|file name too long/i.test(said);
}
