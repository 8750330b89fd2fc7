import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SILENT } from "../../src/core/base/logger.ts";
import { mapLimited } from "../../src/core/base/mapLimited.ts";
import { FileHistory } from "../../src/core/build/history/fileHistory.ts";
import type { BuildStep } from "../../src/shared/builds.ts";
import { buildRecord } from "../support/buildRecords.ts";
import { rounded, row } from "./row.ts";
import { median } from "./statistics.ts";
import type { Measurement } from "./support/measurement.ts";

const RECORDS = 500;
/** As a Dockerfile with a few stages has them. */
const STEPS = 25;
const ROUNDS = 21;
const AT_ONCE = 16;
/** All of it is asked for when a window is opened. */
const GOAL_TIMES = 2;

/** Opening a full history, against reading the same files and a `JSON.parse` of each. */
export const buildHistory: Measurement = {
  name: "build-history",
  async run({ progress, atEnd }) {
    const stateDir = await mkdtemp(path.join(tmpdir(), "devloop-history-"));
    const end = (): Promise<void> => rm(stateDir, { recursive: true, force: true });
    atEnd(end);
    try {
      await progress.during(`${RECORDS} builds`, () => fill(stateDir));
      const folder = path.join(stateDir, "builds", "records");
      const times = { bare: [] as number[], own: [] as number[], ids: [] as number[] };
      const measures = {
        bare: () => readBare(folder),
        own: () => readOwn(stateDir),
        ids: () => readIds(stateDir),
      };
      for (let round = 0; round < ROUNDS; round++) {
        // Whoever comes second finds a warmer machine: they take turns.
        const turns = ["bare", "own", "ids"] as const;
        for (const how of round % 2 === 0 ? turns : turns.toReversed()) {
          const begun = performance.now();
          const read = await measures[how]();
          times[how].push(performance.now() - begun);
          if (read !== RECORDS) throw new Error(`${read} builds were read, not ${RECORDS}.`);
        }
      }
      const [bare, own, ids] = [median(times.bare), median(times.own), median(times.ids)];
      return [
        row({
          name: `opening a history of ${RECORDS} builds / reading and JSON.parse of the same files`,
          value: own / bare,
          unit: "times",
          goal: GOAL_TIMES,
          detail:
            `${rounded(own)} ms against ${rounded(bare)} ms, which builds it has ${rounded(ids)} ms; ` +
            `${STEPS} steps a build, medians of ${ROUNDS}`,
        }),
      ];
    } finally {
      await end();
    }
  },
};

async function fill(stateDir: string): Promise<void> {
  const [, example] = buildRecord().steps;
  if (example === undefined) throw new Error("There is no step to copy.");
  const history = new FileHistory({ stateDir, logger: SILENT });
  for (let number = 1; number <= RECORDS; number++) {
    const startedAt = number * 60_000;
    const steps = Array.from({ length: STEPS }, (_, index): BuildStep => {
      const digest = `sha256:${number.toString(16).padStart(32, "0")}${index.toString(16).padStart(32, "0")}`;
      return { ...example, digest, number: index + 1, of: STEPS, startedAt: startedAt + index };
    });
    await history.record(buildRecord({ id: `default/default/b${number}`, startedAt, steps }));
  }
  history.dispose();
}

async function readBare(folder: string): Promise<number> {
  const records = await mapLimited(
    await readdir(folder),
    AT_ONCE,
    async (name): Promise<unknown> => JSON.parse(await readFile(path.join(folder, name), "utf8")),
  );
  return records.length;
}

async function readOwn(stateDir: string): Promise<number> {
  const history = new FileHistory({ stateDir, logger: SILENT });
  const records = await history.list({ limit: RECORDS });
  history.dispose();
  return records.length;
}

async function readIds(stateDir: string): Promise<number> {
  const history = new FileHistory({ stateDir, logger: SILENT });
  const ids = await history.ids();
  history.dispose();
  return ids.size;
}
