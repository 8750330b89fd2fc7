import path from "node:path";
import * as vscode from "vscode";
import type { StackState } from "../../shared/model.ts";
import { workspaceFolders } from "../trust/workspaceFacts.ts";
import { ChangeBatch } from "./changeBatch.ts";
import { NamedFileWatchers } from "./namedFiles.ts";
import { composeFilesIn, isDropped, mayBeFolder } from "./newFolder.ts";
import { isUsual } from "./usualNames.ts";

/** A branch switch changes many files at once: they are told together. */
const COLLECT_MS = 100;

/**
 * Tells of the workspace's files that appear, change or go, by whatever program, but those of build tools; and of all
 * that the stacks are made from, whatever it is called and wherever it is.
 */
export class ChangedFiles implements vscode.Disposable {
  readonly #listener: (paths: readonly string[]) => void;
  readonly #batch = new ChangeBatch();
  readonly #newFolders = new Set<string>();
  readonly #named = new NamedFileWatchers((file) => this.#noteCompose(file));
  readonly #owned: vscode.Disposable[] = [this.#named];
  #known: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param listener is given absolute paths; a folder stands for all that is in it */
  constructor(listener: (paths: readonly string[]) => void) {
    this.#listener = listener;
    // VS Code gets every event of the folder in any case; a watcher for all of them only looks at more of them.
    const all = vscode.workspace.createFileSystemWatcher("**/*");
    this.#owned.push(
      all,
      all.onDidCreate((uri) => {
        this.#note(uri);
        this.#noteFolder(uri);
      }),
      all.onDidChange((uri) => this.#note(uri)),
      all.onDidDelete((uri) => {
        this.#note(uri);
        this.#noteDeleted(uri);
      }),
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

  #note({ fsPath }: vscode.Uri): void {
    const folders = workspaceFolders();
    const folder = folders.find((each) => fsPath.startsWith(each + path.sep));
    if (folder === undefined || isDropped(fsPath.slice(folder.length))) return;
    if (isUsual(fsPath, folders)) this.#batch.addCompose(fsPath);
    else this.#batch.addSource(fsPath, folder);
    this.#tellLater();
  }

  /** What a program writes into a folder that it has just made may come without an event of its own (Linux). */
  #noteFolder({ fsPath }: vscode.Uri): void {
    if (!mayBeFolder(fsPath) || isDropped(vscode.workspace.asRelativePath(fsPath, false))) return;
    this.#newFolders.add(fsPath);
    this.#tellLater();
  }

  /** A folder that goes is one event, whatever was in it. */
  #noteDeleted({ fsPath }: vscode.Uri): void {
    for (const file of this.#known) if (file.startsWith(fsPath + path.sep)) this.#noteCompose(file);
  }

  #noteCompose(file: string): void {
    this.#batch.addCompose(file);
    this.#tellLater();
  }

  #tellLater(): void {
    this.#timer ??= setTimeout(() => void this.#tell(), COLLECT_MS);
  }

  async #tell(): Promise<void> {
    this.#timer = undefined;
    const created = [...this.#newFolders];
    this.#newFolders.clear();
    for (const folder of created)
      for (const file of await composeFilesIn(folder)) this.#batch.addCompose(file);
    if (!this.#batch.isEmpty) this.#listener(this.#batch.take());
  }
}

/** All that the stacks are made from; the `.env` beside them also where there is none yet. */
function filesOf(stacks: readonly StackState[]): string[] {
  const files = stacks
    .flatMap((stack) => stack.modes)
    .flatMap((mode) => [...mode.files, ...(mode.inputs ?? []), path.join(mode.projectDir, ".env")]);
  return [...new Set(files)];
}
