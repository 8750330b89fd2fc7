import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";

/** The folder that is open: a copy of a fixture, made for this run. */
export function folder(): string {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first, "no folder is open");
  return first.uri.fsPath;
}

/** Writes as another program would: VS Code only learns of it by watching. @param file relative to the folder */
export async function write(file: string, text: string): Promise<void> {
  const target = path.join(folder(), file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
}

/** A file, or a folder with all that is in it. */
export async function remove(file: string): Promise<void> {
  await rm(path.join(folder(), file), { recursive: true });
}

/** Runs the docker command beside Dev Loop, as a user in a terminal would. Rejects where it fails. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("docker", args, { cwd: folder() });
  return stdout.trim();
}
