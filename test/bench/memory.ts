import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod/mini";
import { type Row, rounded, row } from "./row.ts";
import { FlappingEngine } from "./support/flappingEngine.ts";
import type { Measurement } from "./support/measurement.ts";
import { Memory, type MemoryQuestion } from "./support/memoryMessages.ts";

const CONTAINERS = 200;
const PERIOD_S = 10;
const ROUNDS = 3_600 / PERIOD_S;
/** What is loaded, compiled and pooled once has been by then. */
const WARM_ROUNDS = ROUNDS / 10;
const GOAL_MB = 5;
/** A round that takes longer hangs. */
const ROUND_LIMIT_MS = 60_000;
const MB = 1_000_000;

/**
 * What the core holds after an hour of an engine on which 200 containers restart each ten seconds. The engine is a
 * stand-in that does not wait for the seconds to pass: the next restart comes when all of the last one is shown.
 */
export const memory: Measurement = {
  name: "memory",
  async run({ atEnd, progress }) {
    const folder = await mkdtemp(path.join(tmpdir(), "devloop-memory-"));
    const socket = path.join(folder, "docker.sock");
    const engine = await FlappingEngine.listen(socket, CONTAINERS);
    // As it is, not bundled: how long it takes to start is not measured.
    const child = fork(path.join(import.meta.dirname, "children", "memory.ts"), [`unix://${socket}`], {
      execArgv: ["--expose-gc"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      // No compose files are read, and no docker command is needed.
      env: { PATH: folder },
    });
    let ended = false;
    const end = async (): Promise<void> => {
      if (ended) return;
      ended = true;
      const exited = child.exitCode === null ? once(child, "exit") : Promise.resolve();
      if (child.connected) child.disconnect();
      await exited;
      await engine.end();
      await rm(folder, { recursive: true, force: true });
    };
    atEnd(end);
    try {
      const begun = performance.now();
      await ask(child, { kind: "reach", startedAt: engine.startedAt });
      const start = await measure(child);
      await flap(child, engine, WARM_ROUNDS);
      const warm = await measure(child);
      await progress.during(`${ROUNDS} restarts of ${CONTAINERS} containers`, () =>
        flap(child, engine, ROUNDS - WARM_ROUNDS),
      );
      const last = await measure(child);
      return rowsOf({ start, warm, last }, engine.requests, (performance.now() - begun) / 1000);
    } finally {
      await end();
    }
  },
};

type Sizes = z.infer<typeof Memory>;

async function flap(child: ChildProcess, engine: FlappingEngine, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await engine.restartAll(PERIOD_S * 1000);
    await ask(child, { kind: "reach", startedAt: engine.startedAt });
  }
}

async function measure(child: ChildProcess): Promise<Sizes> {
  return z.parse(Memory, await ask(child, { kind: "measure" }));
}

async function ask(child: ChildProcess, question: MemoryQuestion): Promise<unknown> {
  const stop = new AbortController();
  const { signal } = stop;
  const limit = setTimeout(() => stop.abort(new Error("The measured process hangs.")), ROUND_LIMIT_MS);
  try {
    const answered = once(child, "message", { signal });
    const exited = once(child, "exit", { signal }).then(() => {
      throw new Error("The measured process has ended.");
    });
    child.send(question);
    const [message] = await Promise.race([answered, exited]);
    return message;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(limit);
    stop.abort();
  }
}

function rowsOf(
  { start, warm, last }: Readonly<Record<"start" | "warm" | "last", Sizes>>,
  requests: number,
  seconds: number,
): Row[] {
  const inMb = (size: (sizes: Sizes) => number): string =>
    [start, warm, last].map((sizes) => rounded(size(sizes) / MB)).join(" → ");
  const growth = (size: (sizes: Sizes) => number): number => (size(last) - size(warm)) / MB;
  const name = `${CONTAINERS} containers, an hour of flapping (compressed)`;
  // The heap alone has a goal: the rest is what V8 keeps of the heap's largest size for when it needs it again.
  return [
    row({
      name: `heap growth, ${name}`,
      value: growth(({ heapAfterGc }) => heapAfterGc),
      unit: "MB",
      goal: GOAL_MB,
      detail:
        `${inMb(({ heapAfterGc }) => heapAfterGc)} MB at the start, after 10 % and at the end, collected; ` +
        `${ROUNDS * CONTAINERS} restarts, ${requests} requests, in ${rounded(seconds)} s`,
    }),
    row({
      name: `memory growth (RSS), ${name}`,
      value: growth(({ rssAfterGc }) => rssAfterGc),
      unit: "MB",
      detail:
        `${inMb(({ rssAfterGc }) => rssAfterGc)} MB collected, ${inMb(({ rss }) => rss)} MB before that, ` +
        `of which the heap reserves ${inMb(({ heapReserved }) => heapReserved)} MB`,
    }),
  ];
}
