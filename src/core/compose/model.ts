/** What `docker compose config` said of a set of files. */
export interface ComposeModel {
  readonly project: string;
  /** In the order of the file; services of inactive profiles are left out by Compose. */
  readonly services: readonly ComposeService[];
}

export interface ComposeService {
  readonly name: string;
  /** It has a `build:` section. */
  readonly buildable: boolean;
}

/** A set of compose files found in the workspace, before anything was asked of Compose. */
export interface ComposeFileSet {
  /** Stable: the absolute paths, joined by a line feed. */
  readonly id: string;
  /** What tells it from its neighbours: `dev`, `production`, or the file's name. */
  readonly label: string;
  /** Absolute, in the order in which Compose merges them. */
  readonly files: readonly string[];
  /** Where Compose resolves relative paths from: the folder of the first file. */
  readonly projectDir: string;
}

/** A set of files with what Compose said of it last; a broken set keeps its last good model. */
export interface KnownSet extends ComposeFileSet {
  readonly model?: ComposeModel;
  /** Compose's words, where it refused the files. */
  readonly problem?: string;
}

export type ReadResult =
  | { readonly kind: "ok"; readonly model: ComposeModel }
  | { readonly kind: "broken"; readonly problem: string }
  /** Compose could not be asked: there is no docker command, which is said elsewhere. */
  | { readonly kind: "unasked" };
