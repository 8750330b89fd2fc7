import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";

/** Beyond it a file's size and time stand for what is in it. */
const MAX_BYTES = 2 * 1024 * 1024;

/** What is in the files now, as one text to compare: content decides, and a file that is not there counts as well. */
export async function fileDigest(files: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${JSON.stringify(file)} ${await stateOf(file)}\n`);
  return hash.digest("hex");
}

async function stateOf(file: string): Promise<string> {
  try {
    const { size, mtimeMs, ...about } = await stat(file).then((found) => ({
      size: found.size,
      mtimeMs: found.mtimeMs,
      file: found.isFile(),
    }));
    if (!about.file) return "no file";
    if (size > MAX_BYTES) return `${size} ${mtimeMs}`;
    return createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
  } catch (error) {
    // ENOENT, EACCES, ELOOP: each is a state of its own.
    return error instanceof Error && "code" in error ? String(error.code) : "unreadable";
  }
}
