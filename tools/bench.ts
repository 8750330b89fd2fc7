import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { activate } from "../test/bench/activate.ts";
import { buildCpu } from "../test/bench/buildCpu.ts";
import { buildDecode } from "../test/bench/buildDecode.ts";
import { buildHistory } from "../test/bench/buildHistory.ts";
import { buildManifest } from "../test/bench/buildManifest.ts";
import { bytes } from "../test/bench/bytes.ts";
import { firstTree } from "../test/bench/firstTree.ts";
import { hostFlood } from "../test/bench/hostFlood.ts";
import { hostLatency } from "../test/bench/hostLatency.ts";
import { idle } from "../test/bench/idle.ts";
import { latency } from "../test/bench/latency.ts";
import { lineLatency } from "../test/bench/lineLatency.ts";
import { list } from "../test/bench/list.ts";
import { logs } from "../test/bench/logs.ts";
import { memory } from "../test/bench/memory.ts";
import type { Row } from "../test/bench/row.ts";
import { type BenchEngine, openBenchEngine } from "../test/bench/support/benchEngine.ts";
import { BenchProject } from "../test/bench/support/benchStack.ts";
import type { BenchContext, Measurement } from "../test/bench/support/measurement.ts";
import { buildAll, ROOT } from "./build.ts";
import { cacheFolder } from "./support/cache.ts";
import { withLock } from "./support/lock.ts";
import { createProgress } from "./support/progress.ts";

const measurements: readonly Measurement[] = [
  activate,
  bytes,
  firstTree,
  latency,
  hostLatency,
  lineLatency,
  hostFlood,
  idle,
  list,
  logs,
  memory,
  buildCpu,
  buildDecode,
  buildHistory,
  buildManifest,
];
const progress = createProgress("bench");

/** `npm run bench -- NAME …` measures only these. Ends with 0 where everything could be measured, goals met or not. */
async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !measurements.some((each) => each.name === name));
  if (unknown.length > 0) {
    const all = measurements.map(({ name }) => name).join(", ");
    process.stderr.write(`There is no measurement "${unknown.join('", "')}". There are: ${all}.\n`);
    return 2;
  }
  await progress.during("building for release", () => buildAll(true));
  const chosen = measurements.filter(({ name }) => names.length === 0 || names.includes(name));
  const lock = path.join(cacheFolder(process.env), "bench.lock");
  const waiting = (holder: string): void => progress.step(`waiting for the bench of process ${holder}`);
  // Two at a time would measure each other.
  const { rows, failures, interrupted } = await withLock(
    lock,
    () => inOwnFolder(() => measure(chosen)),
    waiting,
  );
  if (interrupted) return 130;
  await mkdir(path.join(ROOT, "out"), { recursive: true });
  const file = path.join(ROOT, "out", "bench.json");
  await writeFile(file, `${JSON.stringify({ rows, failures }, undefined, 2)}\n`);
  print(rows, failures);
  return failures.length === 0 ? 0 : 1;
}

/** Everything temporary goes into one folder, which is deleted even where a measurement was interrupted. */
async function inOwnFolder<T>(work: () => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "devloop-bench-"));
  process.env["TMPDIR"] = folder;
  try {
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Measured {
  readonly rows: Row[];
  readonly failures: string[];
  readonly interrupted: boolean;
}

async function measure(chosen: readonly Measurement[]): Promise<Measured> {
  const rows: Row[] = [];
  const failures: string[] = [];
  const things = sharedThings();
  const interruption = Promise.withResolvers<"interrupted">();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => interruption.resolve("interrupted"));
  }
  let interrupted = false;
  try {
    for (const { name, run } of chosen) {
      const running = progress
        .during(name, () => run(things.context))
        .then(
          (measured) => void rows.push(...measured),
          (error: unknown) => void failures.push(`${name}: ${textOf(error)}`),
        );
      interrupted = (await Promise.race([running, interruption.promise])) === "interrupted";
      if (interrupted) break;
    }
  } finally {
    await progress.during("cleaning up", things.end);
  }
  return { rows, failures, interrupted };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The engine and the containers: made once, when the first measurement wants them. */
function sharedThings(): { context: BenchContext; end: () => Promise<void> } {
  let engine: Promise<BenchEngine> | undefined;
  let project: Promise<BenchProject> | undefined;
  const ends: (() => Promise<void>)[] = [];
  const openEngine = (): Promise<BenchEngine> => {
    engine ??= openBenchEngine(progress);
    return engine;
  };
  return {
    context: {
      progress,
      atEnd: (endIt) => ends.push(endIt),
      engine: openEngine,
      async stack(kind) {
        project ??= openEngine().then((opened) => BenchProject.create(opened));
        const created = await project;
        return progress.during(`60 containers, ${kind}`, () => created.up(kind));
      },
    },
    async end() {
      const all = [
        ...ends,
        async () => (await project?.catch(() => undefined))?.end(),
        async () => (await engine?.catch(() => undefined))?.end(),
      ];
      // What can't be ended must not keep the rest from being ended.
      for (const each of all) await each().catch((error: unknown) => progress.step(textOf(error)));
    },
  };
}

function print(rows: readonly Row[], failures: readonly string[]): void {
  console.table(
    rows.map(({ name, value, unit, goal, met, peer }) => ({
      measured: name,
      value: `${value} ${unit}`.trimEnd(),
      goal: goal === undefined ? "" : `≤ ${goal} ${unit}`.trimEnd(),
      met: goal === undefined ? "" : met ? "yes" : "NO",
      peer: peer ?? "",
    })),
  );
  const details = new Set(
    rows.flatMap(({ name, detail }) => (detail === undefined ? [] : [`${name}: ${detail}`])),
  );
  for (const text of details) console.log(text);
  for (const text of failures) console.log(`could not be measured: ${text}`);
  const missed = rows.filter(({ met }) => !met);
  console.log(missed.length === 0 ? "All goals are met." : `${missed.length} goals are missed.`);
}

// An interrupted measurement may still wait for something.
process.exit(await main(process.argv.slice(2)));
