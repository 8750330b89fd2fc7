import path from "node:path";
import * as vscode from "vscode";
import { literalGlob } from "./usualNames.ts";

/** A stack has a handful of them; more than this is a mistake, and each costs a watcher of the system's. */
const MOST_FILES = 200;
/**
 * A watcher is another process's work, and brings nothing until that has begun (VS Code 1.139: about a second): what
 * was written in the meantime is asked after once.
 */
const BEGUN_MS = 3_000;

/** Watches single files, wherever they are: those that the stacks name, and that no pattern finds. */
export class NamedFileWatchers implements vscode.Disposable {
  readonly #watchers = new Map<string, vscode.Disposable>();
  readonly #listener: (file: string) => void;
  readonly #begun = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  /** @param listener is given files that have changed, or may have */
  constructor(listener: (file: string) => void) {
    this.#listener = listener;
  }

  /** @param files absolute paths, all that are to be watched from now on */
  update(files: readonly string[]): void {
    const wanted = new Set(files.slice(0, MOST_FILES));
    for (const [file, watcher] of this.#watchers) {
      if (wanted.has(file)) continue;
      watcher.dispose();
      this.#watchers.delete(file);
    }
    for (const file of wanted) if (!this.#watchers.has(file)) this.#watch(file);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.update([]);
  }

  #watch(file: string): void {
    this.#watchers.set(
      file,
      watch(file, () => this.#listener(file)),
    );
    this.#begun.add(file);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const each of this.#begun) this.#listener(each);
      this.#begun.clear();
    }, BEGUN_MS);
  }
}

function watch(file: string, listener: () => void): vscode.Disposable {
  const folder = vscode.Uri.file(path.dirname(file));
  const pattern = new vscode.RelativePattern(folder, literalGlob(path.basename(file)));
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(listener),
    watcher.onDidChange(listener),
    watcher.onDidDelete(listener),
  );
}
