import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";
import type { BuildRef } from "./ref.ts";

/** A few hundred bytes: what is longer is no ref. */
const MOST_BYTES = 64 * 1024;

const Ref = z.object({
  Target: z.catch(z.string(), ""),
  LocalPath: z.catch(z.string(), ""),
  DockerfilePath: z.catch(z.string(), ""),
});

/** Rejects where there is no such file; `undefined`: it is not all there yet, or it is another program's. */
export async function readRefFile(file: string): Promise<BuildRef | undefined> {
  const found = await stat(file);
  if (!found.isFile() || found.size > MOST_BYTES) return undefined;
  const ref = decodeRef(await readFile(file, "utf8"));
  if (ref === undefined) return undefined;
  const id = file.split(path.sep).slice(-3);
  return {
    id: id.join("/"),
    builder: id[0] ?? "",
    target: ref.Target,
    localPath: ref.LocalPath,
    dockerfilePath: ref.DockerfilePath,
    at: found.mtimeMs,
  };
}

function decodeRef(text: string): z.infer<typeof Ref> | undefined {
  try {
    return Ref.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
