import path from "node:path";
import type { Env } from "../base/which.ts";

/** A program to run, as data: an argument array, never a shell line. */
export interface Command {
  /** What it does, for a progress line: `Build shop: backend`. */
  readonly title: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Over the process's own; `undefined` takes a variable away. */
  readonly env: Env;
}

/** What makes the `docker` command address the engine that is watched. */
export interface DockerContext {
  /** The `docker` program's absolute path. */
  readonly docker: string;
  /** DOCKER_HOST or DOCKER_CONTEXT. */
  readonly env: Env;
}

/** A folder that says nothing to Compose, which takes up a file that it finds where it is run, or above. */
export function nowhere(): string {
  return path.parse(process.cwd()).root;
}
