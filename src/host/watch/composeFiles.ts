import path from "node:path";
import * as vscode from "vscode";
import { composeFilesIn, isDropped, mayBeFolder } from "./newFolder.ts";

/** Compose files, and the files of variables that they are filled in from. VS Code's braces don't nest. */
const PATTERNS = ["**/{compose,docker-compose}*.{yml,yaml}", "**/{.env,.env.*}"];
/** A branch switch changes many files at once: they are told together. */
const COLLECT_MS = 100;

/**
 * Tells of compose files that appear, change or go, by whatever program.
 * @param known the compose files that were found so far, absolute paths
 * @param listener absolute paths
 */
export function watchComposeFiles(
  known: () => readonly string[],
  listener: (paths: readonly string[]) => void,
): vscode.Disposable {
  const changed = new Set<string>();
  const folders = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const later = () => {
    timer ??= setTimeout(() => void tell(), COLLECT_MS);
  };
  const tell = async () => {
    timer = undefined;
    const created = [...folders];
    folders.clear();
    for (const folder of created) for (const file of await composeFilesIn(folder)) changed.add(file);
    const paths = [...changed];
    changed.clear();
    if (paths.length > 0) listener(paths);
  };
  const note = ({ fsPath }: vscode.Uri) => {
    if (isDropped(vscode.workspace.asRelativePath(fsPath, false))) return;
    changed.add(fsPath);
    later();
  };
  const named = PATTERNS.map((pattern) => vscode.workspace.createFileSystemWatcher(pattern));
  // VS Code gets every event of the folder in any case; one more watcher only looks at more of them.
  const all = vscode.workspace.createFileSystemWatcher("**/*", false, true, false);
  return vscode.Disposable.from(
    ...named.flatMap((watcher) => [
      watcher,
      watcher.onDidCreate(note),
      watcher.onDidChange(note),
      watcher.onDidDelete(note),
    ]),
    all,
    // What a program writes into a folder that it has just made may come without an event of its own (Linux).
    all.onDidCreate(({ fsPath }) => {
      if (isDropped(vscode.workspace.asRelativePath(fsPath, false)) || !mayBeFolder(fsPath)) return;
      folders.add(fsPath);
      later();
    }),
    // A folder that goes is one event, whatever was in it.
    all.onDidDelete(({ fsPath }) => {
      for (const file of known()) if (file.startsWith(fsPath + path.sep)) note(vscode.Uri.file(file));
    }),
    { dispose: () => clearTimeout(timer) },
  );
}
