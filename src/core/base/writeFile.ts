import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** Makes the file, its folder too, so that whoever reads it finds all of it or the one before. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const written = await writeBeside(file, content);
  try {
    await rename(written, file);
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
}

/** The same, where there is none yet; false: there is one, and it stays as it is. */
export async function writeFirst(file: string, text: string): Promise<boolean> {
  const written = await writeBeside(file, text);
  try {
    await linkOrCopy(written, file);
    return true;
  } catch (error) {
    if (isError(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(written, { force: true });
  }
}

async function writeBeside(file: string, content: string | Uint8Array): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const written = `${file}.${process.pid}-${randomBytes(4).toString("hex")}${TEMPORARY}`;
  try {
    await writeFile(written, content, { mode: 0o600 });
    return written;
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (isError(error, "EEXIST")) throw error;
    // A file system without links, where whoever reads at that moment may find half of it.
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

function isError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

const TEMPORARY = ".tmp";
