import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** Makes the file, its folder too, so that whoever reads it finds all of it or the one before. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const written = `${file}.${process.pid}-${randomBytes(4).toString("hex")}${TEMPORARY}`;
  try {
    await writeFile(written, text, { mode: 0o600 });
    await rename(written, file);
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
}

const TEMPORARY = ".tmp";
