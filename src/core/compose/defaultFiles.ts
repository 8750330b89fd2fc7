import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseEnv } from "node:util";
import type { Env } from "../base/which.ts";

/** The files that Compose takes in a folder where COMPOSE_FILE is set. */
export interface NamedFiles {
  /** Absolute, at least one. */
  readonly files: readonly string[];
  /** To be given to Compose so that it fills in the same values as it does by itself; empty: nothing is needed. */
  readonly envFiles: readonly string[];
}

export interface FolderEnv {
  readonly folder: string;
  /** Whether the process's own COMPOSE_FILE is meant for it: its paths are relative to the folder one stands in. */
  readonly own: boolean;
  /** What the core was started with. */
  readonly env: Env;
}

/**
 * What COMPOSE_FILE names: the process's variable goes before that of the folder's `.env` (tried, Compose 2.26 and
 * 2.40). `undefined`: it is not set, or names something that is no file (standard input, `oci://…`).
 *
 * Where the first file lies in another folder, that folder's `.env` counts as well, and the `.env` beside
 * COMPOSE_FILE goes before it. With `--file` only the first would be read, so that both are named as `--env-file`.
 */
export async function namedFiles({ folder, own, env }: FolderEnv): Promise<NamedFiles | undefined> {
  const dotEnv = path.join(folder, ".env");
  const said = isTrue(env["COMPOSE_DISABLE_ENV_FILE"]) ? undefined : await readEnvFile(dotEnv);
  const given = own ? env["COMPOSE_FILE"] : undefined;
  const value = given ?? (said && expand(said["COMPOSE_FILE"], { ...said, COMPOSE_FILE: undefined, ...env }));
  if (!value) return undefined;
  const separator = env["COMPOSE_PATH_SEPARATOR"] || said?.["COMPOSE_PATH_SEPARATOR"] || path.delimiter;
  const names = value.split(separator);
  if (names.some((name) => name === "-" || name === "" || name.includes("://"))) return undefined;
  const files = names.map((name) => path.resolve(folder, name));
  const firstFolder = path.dirname(files[0] ?? folder);
  const plain = firstFolder === folder || said === undefined || Boolean(env["COMPOSE_ENV_FILES"]);
  if (plain) return { files, envFiles: [] };
  const beside = path.join(firstFolder, ".env");
  return { files, envFiles: (await readEnvFile(beside)) === undefined ? [dotEnv] : [beside, dotEnv] };
}

/** `undefined` where it is not there or can't be read: Compose will say why. */
async function readEnvFile(file: string): Promise<Env | undefined> {
  try {
    return parseEnv((await readFile(file, "utf8")).replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

/** `$NAME`, `${NAME}` and `${NAME:-default}`, as Compose fills them in; Node's parser leaves them as they are. */
function expand(value: string | undefined, env: Env): string | undefined {
  return value?.replace(
    /\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g,
    (_, short: string | undefined, long: string | undefined, otherwise: string | undefined) =>
      env[short ?? long ?? ""] || (otherwise ?? ""),
  );
}

/** As Go's `strconv.ParseBool` reads it. */
function isTrue(value: string | undefined): boolean {
  return /^(?:1|t|true)$/i.test(value ?? "");
}
