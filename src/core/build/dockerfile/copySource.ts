import type { DockerPatterns } from "./dockerPatterns.ts";
import { compileGlob, type Glob } from "./glob.ts";

/** How a folder stands to what is taken. */
export type FolderReach =
  /** All that is in it is taken. */
  | "all"
  /** Something in it may be. */
  | "some"
  | "none";

/** A source of a COPY: a file, a folder with all that is in it, or a pattern of such. */
export class CopySource {
  /** Relative to the context, with slashes; `.` for all of it. */
  readonly path: string;
  readonly #names: readonly Glob[];
  readonly #isPattern: boolean;
  readonly #excluded: DockerPatterns | undefined;
  /** With `--parents` a pattern's `**` is any number of folders; else it is as `*` (BuildKit 0.25). */
  readonly #deep: Glob | undefined;

  constructor(
    path: string,
    options: { readonly excluded?: DockerPatterns; readonly parents?: boolean } = {},
  ) {
    const { excluded, parents = false } = options;
    this.path = path;
    this.#isPattern = path !== "." && /[*?[\\]/.test(path);
    this.#excluded = excluded?.isEmpty === false ? excluded : undefined;
    this.#deep = parents && path.includes("**") ? (compileGlob(path) ?? NONE) : undefined;
    this.#names =
      path === "." ? [] : path.split("/").map((name) => compileGlob(name.replace(/\*{2,}/g, "*")) ?? NONE);
  }

  /** It names one file or folder. */
  get isLiteral(): boolean {
    return !this.#isPattern;
  }

  /** What of a path is below the source; empty: the source itself; `undefined`: it is not taken. */
  rest(file: string): string | undefined {
    const rest = this.#below(file);
    // What is excluded is so within a source: a source is never.
    return rest === undefined || rest === "" || this.#excluded?.matches(rest) !== true ? rest : undefined;
  }

  /** @param folder relative to the context; empty for all of it */
  reaches(folder: string): FolderReach {
    if (this.path === "." || (folder !== "" && this.#below(folder) !== undefined)) {
      return this.#excluded === undefined ? "all" : "some";
    }
    if (folder === "" || this.#deep !== undefined) return "some";
    const names = folder.split("/");
    const isAbove = names.length < this.#names.length && this.#begins(names);
    return isAbove ? "some" : "none";
  }

  /** What comes and goes in the folder may be taken without being named. */
  takesFrom(folder: string): boolean {
    if (this.path === "." || (folder !== "" && this.#below(folder) !== undefined)) return true;
    return this.#isPattern && this.reaches(folder) !== "none";
  }

  /** The same source where a folder, or a file, on its way is a link to another place; `undefined`: it is not on its way. */
  through(link: string, to: string): CopySource | undefined {
    const names = link.split("/");
    const own = this.path.split("/");
    if (this.path === "." || names.length > this.#names.length || !this.#begins(names)) return undefined;
    const left = own.slice(names.length).join("/");
    const path = [to === "." ? "" : to, left].filter((part) => part !== "").join("/") || ".";
    return new CopySource(path, {
      ...(this.#excluded === undefined ? {} : { excluded: this.#excluded }),
      parents: this.#deep !== undefined,
    });
  }

  #below(file: string): string | undefined {
    if (this.path === ".") return file;
    if (!this.#isPattern) {
      if (file === this.path) return "";
      return file.startsWith(`${this.path}/`) ? file.slice(this.path.length + 1) : undefined;
    }
    const names = file.split("/");
    if (this.#deep !== undefined) {
      const taken = names.findIndex((_, index) => this.#deep?.(names.slice(0, index + 1).join("/")));
      return taken === -1 ? undefined : names.slice(taken + 1).join("/");
    }
    if (names.length < this.#names.length || !this.#begins(names)) return undefined;
    return names.slice(this.#names.length).join("/");
  }

  #begins(names: readonly string[]): boolean {
    return this.#names.slice(0, names.length).every((matches, index) => matches(names[index] ?? ""));
  }
}

const NONE: Glob = () => false;
