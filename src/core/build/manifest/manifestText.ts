import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import * as z from "zod/mini";
import type { ContextManifest } from "./ports.ts";

/** What of a manifest is kept; builds of the same content share it. */
export type ManifestContent = Omit<ContextManifest, "key" | "startedAt">;

/** More was written by something else. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Characters that are hashed at once: a call for each file would take longer. */
const PIECE = 64 * 1024;

const Stored = z.object({
  version: z.literal(1),
  /** Of the first build that had it. */
  startedAt: z.number(),
  source: z.object({
    context: z.string(),
    dockerfile: z.optional(z.string()),
    target: z.optional(z.string()),
    arguments: z.optional(z.record(z.string(), z.string())),
  }),
  folderId: z.string(),
  dockerfileHash: z.optional(z.string()),
  unsure: z.array(z.string()),
  late: z.boolean(),
  incomplete: z.optional(z.string()),
  /** Three an entry: path, size, hash; an empty one where there is none. Looked through below: there may be many. */
  files: z.array(z.unknown()),
});

/** Of the content alone. */
export function contentKey(content: ManifestContent): string {
  const hash = createHash("sha256");
  const { files: _files, ...rest } = content;
  hash.update(JSON.stringify(rest));
  let text = "";
  for (const [file, { size, hash: own }] of content.files) {
    text += `${file}\0${size}\0${own ?? ""}\0`;
    if (text.length < PIECE) continue;
    hash.update(text);
    text = "";
  }
  hash.update(text);
  return hash.digest("base64url").slice(0, 22);
}

export async function packManifest(content: ManifestContent, startedAt: number): Promise<Buffer> {
  const { files, ...rest } = content;
  const entries: (string | number)[] = [];
  for (const [file, { size, hash }] of files) entries.push(file, size, hash ?? "");
  const text = JSON.stringify({ version: 1, startedAt, ...rest, files: entries });
  return promisify(gzip)(text, { level: 1 });
}

/** `undefined`: it is none. */
export async function unpackManifest(
  bytes: Buffer,
): Promise<{ readonly content: ManifestContent; readonly startedAt: number } | undefined> {
  try {
    const text = (await promisify(gunzip)(bytes, { maxOutputLength: MOST_BYTES })).toString("utf8");
    const data: unknown = JSON.parse(text);
    const { version: _version, startedAt, files: entries, source, ...rest } = z.parse(Stored, data);
    const files = readFiles(entries);
    if (files === undefined) return undefined;
    const { folderId, dockerfileHash, incomplete, unsure, late } = rest;
    const { context, dockerfile, target, arguments: given } = source;
    return {
      startedAt,
      content: {
        source: {
          context,
          ...(dockerfile === undefined ? {} : { dockerfile }),
          ...(target === undefined ? {} : { target }),
          ...(given === undefined ? {} : { arguments: given }),
        },
        folderId,
        files,
        ...(dockerfileHash === undefined ? {} : { dockerfileHash }),
        unsure,
        late,
        ...(incomplete === undefined ? {} : { incomplete }),
      },
    };
  } catch {
    return undefined;
  }
}

function readFiles(entries: readonly unknown[]): ContextManifest["files"] | undefined {
  const files = new Map<string, { readonly size: number; readonly hash?: string }>();
  for (let at = 0; at < entries.length; at += 3) {
    const [file, size, hash] = [entries[at], entries[at + 1], entries[at + 2]];
    if (typeof file !== "string" || typeof size !== "number" || typeof hash !== "string") return undefined;
    files.set(file, hash === "" ? { size } : { size, hash });
  }
  return files;
}
