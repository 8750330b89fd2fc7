import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod/mini";

const Instance = z.object({ Driver: z.string() });

/**
 * Whether `docker buildx history` would start a builder that does not run (0.26 to 0.29): one in a container or a
 * cluster. An engine's own builder, and a remote one, are there or they are not.
 * @param refs the folder of refs; what buildx knows of its builders is beside it
 */
export async function isStartedByAsking(refs: string, builder: string): Promise<boolean> {
  const file = path.join(refs, "..", "instances", builder);
  const text = await readFile(file, "utf8").catch(() => undefined);
  // An engine's own has no such file.
  if (text === undefined) return false;
  try {
    return Instance.safeParse(JSON.parse(text)).data?.Driver !== "remote";
  } catch {
    return true;
  }
}
