import type { ModeOrigin, Place } from "../../shared/model.ts";

/** What `docker compose config` said of a set of files. */
export interface ComposeModel {
  readonly project: string;
  /** In the order of the file, those of inactive profiles among them. */
  readonly services: readonly ComposeService[];
  /** All that the files name, in order of their names. */
  readonly profiles: readonly string[];
}

export interface ComposeService {
  readonly name: string;
  /** It has a `build:` section. */
  readonly buildable: boolean;
  /** It has a `develop.watch` section. */
  readonly watchable: boolean;
  /** False: it has profiles, and none of them is active. */
  readonly active: boolean;
  readonly profiles: readonly string[];
  /** The image's name, as the files give it; without one Compose calls it `<project>-<service>`. */
  readonly image?: string;
  /** What Up writes on its containers (`com.docker.compose.config-hash`); absent where Compose can't tell it. */
  readonly hash?: string;
  readonly build?: ServiceBuild;
  /** `pull_policy: build`: Up builds it each time. */
  readonly alwaysBuilt?: boolean;
  /** What Up brings up with it (`depends_on`, shared namespaces and volumes); absent for nothing. */
  readonly needs?: readonly string[];
  /** Its `develop.watch` rules, in order. */
  readonly watch?: readonly WatchRule[];
}

export interface ServiceBuild {
  /** Absolute; absent where it is no folder of this machine (a repository). */
  readonly context?: string;
  /** Absolute; absent for an inline one, and one that is no file of this machine. */
  readonly dockerfile?: string;
  /** The stage that is built; absent: the last one. */
  readonly target?: string;
  /** The Dockerfile's text, where it stands in the compose file. */
  readonly inline?: string;
  /** Build arguments with their values, after interpolation; absent for none. One without a value is left out. */
  readonly arguments?: Readonly<Record<string, string>>;
}

/** A rule of `develop.watch` (Compose 2.26 and 2.40). */
export interface WatchRule {
  /** Absolute; a file or a folder. */
  readonly path: string;
  readonly action: "sync" | "rebuild" | "restart" | "sync+restart" | "sync+exec" | "other";
  /** In the container; for what is synchronized. */
  readonly target?: string;
  /** As in a `.dockerignore`, relative to `path`. */
  readonly ignore: readonly string[];
  /** Only these, written the same way; absent: all. */
  readonly include?: readonly string[];
}

/** The user's own programs for a stack: argument arrays, the first being the program. */
export interface OwnCommands {
  readonly build?: readonly string[];
  readonly up?: readonly string[];
}

/** A set of compose files found in the workspace, before anything was asked of Compose. */
export interface ComposeFileSet {
  /**
   * Stable: the absolute paths, joined by a line feed; with one more line where the same files are known for another
   * project or with other profiles.
   */
  readonly id: string;
  /** What tells it from its neighbours: `dev`, `production`, or the file's name. */
  readonly label: string;
  /** Absolute, in the order in which Compose merges them. */
  readonly files: readonly string[];
  /** Where Compose resolves relative paths from: the folder of the first file, unless the user set another. */
  readonly projectDir: string;
  /** Where Compose is run. It decides `$PWD`, no more: the `.env` that counts is the one of `projectDir`. */
  readonly runDir: string;
  readonly origin: ModeOrigin;
  /** Other files to try where Compose refuses `files`: whether a variant stands alone is Compose's to say. */
  readonly otherwise?: readonly string[];
  /** The project's name, where the user set one; else it is Compose's to say. */
  readonly project?: string;
  /** Instead of `.env`, where the user set them. Absolute. */
  readonly envFiles: readonly string[];
  /** Where the user set them; else Compose's own (COMPOSE_PROFILES). A choice made since goes before. */
  readonly profiles?: readonly string[];
  readonly commands: OwnCommands;
}

/** A set of files with what Compose said of it last; a broken set keeps its last good model. */
export interface KnownSet extends ComposeFileSet {
  readonly model?: ComposeModel;
  /** Files besides `files` that it is made from, there or not: included, extended, of variables. Absolute. */
  readonly inputs?: readonly string[];
  /** Compose's words, where it refused the files; or what is wrong with the setting that names them. */
  readonly problem?: string;
  /** The setting is half understood, and may mean something else: no action goes by it. */
  readonly misunderstood?: boolean;
  readonly problemPlace?: Place;
}

export type ReadResult =
  | { readonly kind: "ok"; readonly model: ComposeModel }
  | {
      readonly kind: "broken";
      readonly problem: string;
      readonly place?: Place;
      /** It may be otherwise the next time, with the same files. */
      readonly passing?: boolean;
    }
  /** Compose could not be asked: there is no docker command, which is said elsewhere. */
  | { readonly kind: "unasked" };
