import path from "node:path";
import type { Env } from "../base/which.ts";
import type { ComposeFileSet } from "./model.ts";

/** What tells Compose which files are meant, and how: to stand before the subcommand. */
export interface SetArguments {
  readonly args: readonly string[];
  readonly env: Env;
}

export type ArgumentsOf = Pick<ComposeFileSet, "files" | "projectDir" | "project" | "envFiles">;

/**
 * The same for reading a set and for acting on it: else Compose's hash of a service would not be the one that its
 * container was made with.
 * @param profiles `undefined`: Compose's own (COMPOSE_PROFILES); empty: none
 */
export function setArguments(set: ArgumentsOf, profiles: readonly string[] | undefined): SetArguments {
  const { files, projectDir, project, envFiles } = set;
  const [first] = files;
  const elsewhere = first !== undefined && path.dirname(first) !== projectDir;
  return {
    args: [
      ...files.flatMap((file) => ["--file", file]),
      ...(elsewhere ? ["--project-directory", projectDir] : []),
      ...envFiles.flatMap((file) => ["--env-file", file]),
      ...(project === undefined ? [] : ["--project-name", project]),
      ...(profiles ?? []).flatMap((profile) => ["--profile", profile]),
    ],
    // No argument says "none"; an empty variable of the process does, whatever `.env` says (Compose 2.26 and 2.40).
    env: profiles?.length === 0 ? { COMPOSE_PROFILES: "" } : {},
  };
}
