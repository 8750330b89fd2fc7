import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../../tools/support/run.ts";
import type { BenchEngine } from "./benchEngine.ts";

export const CONTAINERS = 60;

/** `healthy`: every container has a health check that goes on all the time. */
export type StackKind = "plain" | "healthy";

/** A Compose project of 60 services with a container each, in a workspace folder of its own. */
export interface BenchStack {
  readonly project: string;
  /** The folder with its compose file. */
  readonly folder: string;
}

/** Makes the project and brings it up as another kind; `end` takes it down with all that it had. */
export class BenchProject {
  readonly #engine: BenchEngine;
  readonly #folder: string;
  readonly #project = `devloop-bench-${process.pid}`;
  #kind: StackKind | undefined;

  private constructor(engine: BenchEngine, folder: string) {
    this.#engine = engine;
    this.#folder = folder;
  }

  static async create(engine: BenchEngine): Promise<BenchProject> {
    return new BenchProject(engine, await mkdtemp(path.join(tmpdir(), "devloop-bench-")));
  }

  /** Resolves when all containers run, and with health checks all are healthy. */
  async up(kind: StackKind): Promise<BenchStack> {
    if (kind !== this.#kind) {
      const file = composeFile(this.#project, this.#engine.image, kind);
      await writeFile(path.join(this.#folder, "compose.yaml"), file);
      await this.#compose(["up", "--detach", "--wait", "--timeout", "2"]);
      this.#kind = kind;
    }
    return { project: this.#project, folder: this.#folder };
  }

  async end(): Promise<void> {
    if (this.#kind !== undefined) await this.#compose(["down", "--volumes", "--timeout", "2"]);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #compose(args: readonly string[]): Promise<void> {
    await run("docker", ["compose", ...args], { cwd: this.#folder, env: this.#engine.env });
  }
}

function composeFile(project: string, image: string, kind: StackKind): string {
  const check = { test: ["CMD", "true"], interval: "10s", start_period: "60s", start_interval: "2s" };
  const service = { image, stop_grace_period: "2s", ...(kind === "healthy" && { healthcheck: check }) };
  const names = Array.from({ length: CONTAINERS }, (_, index) => `s${String(index + 1).padStart(2, "0")}`);
  // Every JSON text is a YAML text too.
  return JSON.stringify({
    name: project,
    services: Object.fromEntries(names.map((name) => [name, service])),
  });
}
