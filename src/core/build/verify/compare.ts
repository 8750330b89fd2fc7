import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import type { VerifiedFile } from "../../../shared/builds.ts";
import type { EngineClient } from "../../engine/client.ts";
import type { EngineContainer } from "../../engine/container.ts";
import { type Content, hashHost, MOST_BYTES, tooLarge } from "./hostFile.ts";
import { readContainerFile } from "./readContainer.ts";
import type { Whereabouts } from "./whereabouts.ts";

export interface Comparison {
  readonly client: Pick<EngineClient, "archive">;
  readonly container: Pick<EngineContainer, "id" | "status" | "startedAt">;
  /** Absolute, on this machine. */
  readonly file: string;
  readonly where: Exclude<Whereabouts, { kind: "unknown" }>;
}

/**
 * Compares a file with a container's own copy.
 * @throws Error, in words for the user
 */
export async function compare(comparison: Comparison, signal: AbortSignal): Promise<VerifiedFile> {
  const { client, container, file, where } = comparison;
  if (where.kind === "mounted" && where.single) await requireSame(file, container);
  const host = await hashHost(file, signal);
  const paths = where.kind === "mounted" ? [where.path] : where.paths;
  const found = await firstOf(paths, (place) => hashContainer(client, container.id, place, signal));
  return {
    file,
    container: container.id,
    path: found?.path ?? paths[0] ?? "",
    ...(host === undefined ? {} : { hostHash: host.hash, hostSize: host.size }),
    ...(found === undefined ? {} : { containerHash: found.hash, containerSize: found.size }),
    mounted: where.kind === "mounted",
  };
}

async function firstOf(
  paths: readonly string[],
  read: (place: string) => Promise<Content | undefined>,
): Promise<(Content & { readonly path: string }) | undefined> {
  for (const place of paths) {
    const content = await read(place);
    if (content !== undefined) return { ...content, path: place };
  }
  return undefined;
}

async function hashContainer(
  client: Pick<EngineClient, "archive">,
  id: string,
  place: string,
  signal: AbortSignal,
): Promise<Content | undefined> {
  const hash = createHash("sha256");
  const onContent = (bytes: Buffer) => void hash.update(bytes);
  const read = await readContainerFile(client, id, place, { limit: MOST_BYTES, onContent, signal });
  if (read.kind === "tooLarge") throw tooLarge(place);
  return read.kind === "file" ? { hash: hash.digest("hex"), size: read.size } : undefined;
}

/**
 * A single file's mount is of the file as it was at the container's start: one that an editor has put in its place
 * since is not the container's, while the engine hands out that one (Docker 28.5).
 */
async function requireSame(file: string, { status, startedAt }: Comparison["container"]): Promise<void> {
  if (status !== "running" && status !== "paused") return;
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || (startedAt !== undefined && !mayBeNew(found, startedAt))) return;
  const name = path.basename(file);
  throw new Error(
    `Only the file ${name} is mounted, and it may be another one than when the container started: then the container still has that one. Restart the service, or mount ${path.dirname(file)} in place of the file.`,
  );
}

/** Created since; or moved here since, which changes the file but nothing that is in it. */
function mayBeNew({ birthtimeMs, ctimeMs, mtimeMs }: Stats, since: number): boolean {
  // Some file systems keep no time of creation.
  const created = birthtimeMs > 0 ? birthtimeMs : ctimeMs;
  return created > since || (ctimeMs > since && mtimeMs <= since);
}
