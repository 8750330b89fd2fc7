import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as z from "zod/mini";
import type { Told } from "./tell.ts";

const ToldLine: z.ZodMiniType<Told> = z.object({ kind: z.string(), at: z.string(), inside: z.number() });

/** How long a process took to come to a point, in ms. */
export interface Reached {
  /** From the moment before it was started. */
  readonly sinceStart: number;
  /** From where the measured work began inside of it. */
  readonly inside: number;
}

/** A measured program under this process's own Node. */
export class MeasuredChild {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #startedAt: bigint;
  readonly #reached = new Map<string, Reached>();
  readonly #waiting = new Set<() => void>();
  #ended = false;

  constructor(
    script: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    nodeOptions: readonly string[] = [],
  ) {
    this.#startedAt = process.hrtime.bigint();
    this.#child = spawn(process.execPath, [...nodeOptions, script, ...args], {
      env,
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#exited = once(this.#child, "close");
    this.#exited.then(
      () => this.#end(),
      () => this.#end(),
    );
    if (this.#child.stdout !== null) {
      createInterface({ input: this.#child.stdout }).on("line", (line) => this.#read(line));
    }
  }

  /** Resolves once it says that it is there; rejects where it ends before. */
  reached(kind: string): Promise<Reached> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.#reached.get(kind);
        if (found === undefined && !this.#ended) return;
        this.#waiting.delete(look);
        if (found === undefined) reject(new Error(`The measured process ended before "${kind}".`));
        else resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Closes its input, at which it ends, and waits for that. */
  async end(): Promise<void> {
    this.#child.stdin?.end();
    await this.#exited;
  }

  #read(line: string): void {
    const { kind, at, inside } = z.parse(ToldLine, JSON.parse(line));
    this.#reached.set(kind, { sinceStart: Number(BigInt(at) - this.#startedAt) / 1e6, inside });
    this.#look();
  }

  #end(): void {
    this.#ended = true;
    this.#look();
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }
}
