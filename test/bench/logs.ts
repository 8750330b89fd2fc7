import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import type * as z from "zod/mini";
import { type Row, rounded, row } from "./row.ts";
import { median } from "./statistics.ts";
import type { BenchEngine } from "./support/benchEngine.ts";
import { EngineApi } from "./support/engineApi.ts";
import { LiveRun, LogMemory, LogRun } from "./support/logMessages.ts";
import type { Measurement } from "./support/measurement.ts";

const LINES = 1_000_000;
const ROUNDS = 3;
const MB = 1_000_000;
/** Six tenths of the bare read's speed. */
const GOAL_TIMES = 1.67;
const GOAL_REPLAY = 60 * MB;
const GOAL_MEMORY = 2;
const FLOOD_MB_PER_S = 5;
const FLOOD_S = 10;

const LINE = `print "2026-11-21T09:44:22.721368Z  INFO request{method=GET uri=/api/orders/" i "}: answered in 12 ms"`;
/** One in a hundred is of those that a reader has to look at. */
const PRINT = `awk 'BEGIN { for (i = 1; i <= ${LINES}; i++) if (i % 100 == 0) print "   Compiling serde v1.0." i; else ${LINE} }'`;
const FLOOD_LINES = 8_000;
const FLOOD_ROUNDS = FLOOD_S * 10;
const FLOOD = `
until [ -e /go ]; do usleep 10000; done
n=0; while [ $n -lt ${FLOOD_ROUNDS} ]; do
  awk 'BEGIN { for (i = 1; i <= ${FLOOD_LINES}; i++) ${LINE} }' & usleep 100000; wait; n=$((n + 1))
done; echo the end; exec sleep 1000`;

/** A log of a million lines from the engine through all that reads it, against a read that only takes it apart. */
export const logs: Measurement = {
  name: "logs",
  async run({ engine, progress, atEnd }) {
    const opened = await engine();
    const api = new EngineApi(opened.socket);
    const ids: string[] = [];
    const end = async (): Promise<void> => {
      for (const id of ids.splice(0)) await api.remove(id);
      api.dispose();
    };
    atEnd(end);
    const print = async (script: string): Promise<string> => {
      const HostConfig = { NetworkMode: "none", LogConfig: { Type: "json-file" } };
      const id = await api.create({ Image: opened.image, Cmd: ["sh", "-c", script], HostConfig });
      ids.push(id);
      await api.act(id, "start");
      return id;
    };
    try {
      const id = await print(PRINT);
      await progress.during(`printing ${LINES} lines`, () => docker(opened, ["wait", id]));
      const rows = [...(await speedRows(opened, id)), ...(await memoryRows(opened, id))];
      const flood = await print(FLOOD);
      return [...rows, await progress.during("a flood", () => floodRow(opened, flood))];
    } finally {
      await end();
    }
  },
};

async function speedRows(engine: BenchEngine, id: string): Promise<Row[]> {
  const times = { bare: [] as number[], own: [] as number[], docker: [] as number[] };
  let megabytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    // Whoever comes second finds a warmer machine: they take turns.
    for (const how of round % 2 === 0 ? (["bare", "own"] as const) : (["own", "bare"] as const)) {
      const run = await measure(engine, [how, id], LogRun);
      if (run.lines !== LINES) throw new Error(`${run.lines} lines were read, not ${LINES}.`);
      times[how].push(run.ms);
      if (how === "own") megabytes = run.bytes / MB;
    }
    const begun = performance.now();
    await docker(engine, ["logs", id]);
    times.docker.push(performance.now() - begun);
  }
  const [bare, own, peer] = [median(times.bare), median(times.own), median(times.docker)];
  return [
    row({
      name: `${LINES} lines: from the engine to store and reader / bare read`,
      value: own / bare,
      unit: "times",
      goal: GOAL_TIMES,
      peer: `docker logs: ${rounded(peer / bare)}`,
      detail:
        `${rounded(own / 1000)} s (${rounded((megabytes * 1000) / own)} MB of lines a second) against ` +
        `${rounded(bare / 1000)} s, ${rounded(bare / own)} of its speed; ` +
        `docker logs > /dev/null ${rounded(peer / 1000)} s, ${rounded(bare / peer)} of it; medians of ${ROUNDS}`,
    }),
  ];
}

async function memoryRows(engine: BenchEngine, id: string): Promise<Row[]> {
  const all = await measure(engine, ["all", id], LogMemory);
  if (all.lines !== LINES) throw new Error(`${all.lines} lines were replayed, not ${LINES}.`);
  const cap = await measure(engine, ["cap", id], LogMemory);
  const parts = ({ rss, heap, external }: z.infer<typeof LogMemory>): string =>
    `RSS ${rounded(rss / MB)} MB, heap ${rounded(heap / MB)} MB, external ${rounded(external / MB)} MB`;
  return [
    row({
      name: "replay of 60 MB from memory through a reader",
      value: (all.replayMs / all.bytes) * GOAL_REPLAY,
      unit: "ms",
      goal: 1000,
      detail: `${rounded(((all.bytes / all.replayMs) * 1000) / MB)} MB of lines a second`,
    }),
    row({
      name: `memory of ${LINES} lines / their bytes`,
      value: (Math.max(0, all.heap) + all.external) / all.bytes,
      unit: "times",
      goal: GOAL_MEMORY,
      detail: `${parts(all)} more than before, for ${rounded(all.bytes / MB)} MB of lines`,
    }),
    row({
      name: "memory of a log at its limit (16 MiB)",
      value: (Math.max(0, cap.heap) + cap.external) / MB,
      unit: "MB",
      detail: `${parts(cap)} more than before, for the last ${cap.lines} lines (${rounded(cap.bytes / MB)} MB)`,
    }),
  ];
}

async function floodRow(engine: BenchEngine, id: string): Promise<Row> {
  const run = await measure(engine, ["live", id], LiveRun, () =>
    docker(engine, ["exec", id, "touch", "/go"]),
  );
  const printed = FLOOD_ROUNDS * FLOOD_LINES + 1;
  const speed = run.bytes / MB / (run.ms / 1000);
  return row({
    name: `lines lost in a flood of at least ${FLOOD_MB_PER_S} MB/s, by reader and viewer`,
    value: printed - run.lines + (printed - run.viewed),
    unit: "lines",
    goal: 0,
    detail: `${printed} lines, ${rounded(run.bytes / MB)} MB in ${rounded(run.ms / 1000)} s: ${rounded(speed)} MB/s`,
  });
}

/** Runs the measured program; `ready` is called when it says that it is. */
async function measure<T>(
  { socket }: BenchEngine,
  [how, id]: readonly [string, string],
  result: z.ZodMiniType<T>,
  ready?: () => Promise<void>,
): Promise<T> {
  const script = path.join(import.meta.dirname, "children", "logs.ts");
  const child = spawn(process.execPath, ["--expose-gc", script, how, socket, id], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "close");
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line !== "ready") return result.parse(JSON.parse(line));
      await ready?.();
    }
  } finally {
    child.kill();
    await exited;
  }
  throw new Error("The measured process ended before it said what it measured.");
}

/** Its output goes nowhere. */
async function docker({ env }: BenchEngine, args: readonly string[]): Promise<void> {
  const [code] = await once(spawn("docker", args, { env, stdio: "ignore" }), "close");
  if (code !== 0) throw new Error(`docker ${args[0]} ended with ${code}.`);
}
