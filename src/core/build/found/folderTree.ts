import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { Disposable } from "../../../shared/disposable.ts";
import { watchFolder } from "../../base/watchFolder.ts";

export interface TreeRules {
  /** What something is looked at as: by the names that lead to it, from the root on. */
  readonly kind: (names: readonly string[]) => "folder" | "file" | "none";
  /** A file came or changed. Not told of files that are there when the tree is opened. */
  readonly onFile: (file: string) => void;
  /** The root itself went: nothing more is told. */
  readonly onGone: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Folders in folders, each with one handle, whatever is in them. It is first watched, then read, so that nothing comes
 * unseen. Few events are expected: it asks the file system at once, so that it never has to catch up.
 */
export class FolderTree implements Disposable {
  readonly #rules: TreeRules;
  readonly #root: WatchedFolder;

  /** Throws where the root can't be watched. */
  constructor(root: string, rules: TreeRules) {
    this.#rules = rules;
    this.#root = new WatchedFolder(root, [], rules, () => {
      this.#root.dispose();
      this.#rules.onGone();
    });
    this.#root.open(true);
  }

  dispose(): void {
    this.#root.dispose();
  }
}

class WatchedFolder implements Disposable {
  readonly #folder: string;
  readonly #names: readonly string[];
  readonly #rules: TreeRules;
  readonly #gone: () => void;
  readonly #children = new Map<string, WatchedFolder>();
  #identity: string | undefined;
  #watch: Disposable | undefined;
  #disposed = false;

  constructor(folder: string, names: readonly string[], rules: TreeRules, gone: () => void) {
    this.#folder = folder;
    this.#names = names;
    this.#rules = rules;
    this.#gone = gone;
  }

  /** @param initial what is in it was there before anybody looked */
  open(initial: boolean): void {
    this.#identity = identityOf(this.#folder);
    this.#watch = watchFolder(this.#folder, {
      onName: (name) => this.#changed(name),
      onError: () => this.#gone(),
    });
    this.#lookAtAll(initial);
  }

  dispose(): void {
    this.#disposed = true;
    this.#watch?.dispose();
    for (const child of this.#children.values()) child.dispose();
    this.#children.clear();
  }

  #changed(name: string | undefined): void {
    if (this.#disposed) return;
    // It says of its own end what it would say of something in it that has the same name.
    const mayBeItself = name === undefined || name === path.basename(this.#folder);
    if (mayBeItself && identityOf(this.#folder) !== this.#identity) this.#gone();
    else if (name === undefined) this.#lookAtAll(false);
    else this.#look(name, false);
  }

  #lookAtAll(initial: boolean): void {
    for (const name of readNames(this.#folder)) this.#look(name, initial);
  }

  #look(name: string, initial: boolean): void {
    const names = [...this.#names, name];
    const below = path.join(this.#folder, name);
    const kind = this.#rules.kind(names);
    if (kind === "file" && !initial) this.#rules.onFile(below);
    if (kind === "folder") this.#lookAtFolder(name, names, below, initial);
  }

  #lookAtFolder(name: string, names: readonly string[], folder: string, initial: boolean): void {
    const identity = identityOf(folder);
    const before = this.#children.get(name);
    if (before !== undefined && before.#identity === identity) return;
    before?.dispose();
    this.#children.delete(name);
    if (identity === undefined) return;
    const child = new WatchedFolder(folder, names, this.#rules, () => {
      // Gone, and perhaps there again with the same number.
      if (this.#children.get(name) !== child) return;
      child.dispose();
      this.#children.delete(name);
      this.#look(name, false);
    });
    this.#children.set(name, child);
    try {
      child.open(initial);
    } catch (error) {
      child.dispose();
      this.#children.delete(name);
      if (identityOf(folder) === identity) this.#rules.onError(error);
    }
  }
}

/** `undefined`: it is no folder, or not there. A number alone is soon another one's. */
function identityOf(folder: string): string | undefined {
  try {
    const found = statSync(folder);
    return found.isDirectory() ? `${found.ino} ${found.birthtimeMs}` : undefined;
  } catch {
    return undefined;
  }
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
