import path from "node:path";
import * as vscode from "vscode";
import type { StackState } from "../../shared/model.ts";
import { workspaceFolders } from "../trust/workspaceFacts.ts";
import { NamedFileWatchers } from "./namedFiles.ts";
import { composeFilesIn, isDropped, mayBeFolder } from "./newFolder.ts";
import { isUsual, PATTERNS } from "./usualNames.ts";

/** A branch switch changes many files at once: they are told together. */
const COLLECT_MS = 100;

/**
 * Tells of compose files that appear, change or go, by whatever program: those with a usual name in the workspace,
 * and all that the stacks are made from, whatever they are called and wherever they are.
 */
export class ComposeFileWatcher implements vscode.Disposable {
  readonly #listener: (paths: readonly string[]) => void;
  readonly #changed = new Set<string>();
  readonly #folders = new Set<string>();
  readonly #named = new NamedFileWatchers((file) => this.#note(file));
  readonly #owned: vscode.Disposable[] = [this.#named];
  #known: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param listener is given absolute paths */
  constructor(listener: (paths: readonly string[]) => void) {
    this.#listener = listener;
    for (const pattern of PATTERNS) {
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      const note = (uri: vscode.Uri) => this.#noteUsual(uri);
      this.#owned.push(
        watcher,
        watcher.onDidCreate(note),
        watcher.onDidChange(note),
        watcher.onDidDelete(note),
      );
    }
    // VS Code gets every event of the folder in any case; one more watcher only looks at more of them.
    const all = vscode.workspace.createFileSystemWatcher("**/*", false, true, false);
    this.#owned.push(
      all,
      all.onDidCreate((uri) => this.#noteFolder(uri)),
      all.onDidDelete((uri) => this.#noteDeleted(uri)),
    );
  }

  /** Called after each change of the state. */
  update(stacks: readonly StackState[]): void {
    const known = filesOf(stacks);
    if (known.join("\n") === this.#known.join("\n")) return;
    this.#known = known;
    const folders = workspaceFolders();
    this.#named.update(known.filter((file) => !isUsual(file, folders)));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    vscode.Disposable.from(...this.#owned).dispose();
  }

  #noteUsual({ fsPath }: vscode.Uri): void {
    if (!isDropped(vscode.workspace.asRelativePath(fsPath, false))) this.#note(fsPath);
  }

  /** What a program writes into a folder that it has just made may come without an event of its own (Linux). */
  #noteFolder({ fsPath }: vscode.Uri): void {
    if (isDropped(vscode.workspace.asRelativePath(fsPath, false)) || !mayBeFolder(fsPath)) return;
    this.#folders.add(fsPath);
    this.#tellLater();
  }

  /** A folder that goes is one event, whatever was in it. */
  #noteDeleted({ fsPath }: vscode.Uri): void {
    for (const file of this.#known) if (file.startsWith(fsPath + path.sep)) this.#note(file);
  }

  #note(file: string): void {
    this.#changed.add(file);
    this.#tellLater();
  }

  #tellLater(): void {
    this.#timer ??= setTimeout(() => void this.#tell(), COLLECT_MS);
  }

  async #tell(): Promise<void> {
    this.#timer = undefined;
    const created = [...this.#folders];
    this.#folders.clear();
    for (const folder of created) for (const file of await composeFilesIn(folder)) this.#changed.add(file);
    const paths = [...this.#changed];
    this.#changed.clear();
    if (paths.length > 0) this.#listener(paths);
  }
}

/** All that the stacks are made from; the `.env` beside them also where there is none yet. */
function filesOf(stacks: readonly StackState[]): string[] {
  const files = stacks
    .flatMap((stack) => stack.modes)
    .flatMap((mode) => [...mode.files, ...(mode.inputs ?? []), path.join(mode.projectDir, ".env")]);
  return [...new Set(files)];
}
