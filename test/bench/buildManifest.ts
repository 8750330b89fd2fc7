import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type * as z from "zod/mini";
import { rounded, row } from "./row.ts";
import { median } from "./statistics.ts";
import { ManifestRun } from "./support/manifestMessages.ts";
import { manyFiles } from "./support/manyFiles.ts";
import type { Measurement } from "./support/measurement.ts";

const FILES = 100_000;
const ROUNDS = 5;
/** What is done besides: times, patterns, keeping it. */
const GOAL_FIRST = 2;
/** Its files are looked at, and one is read. */
const GOAL_NEXT = 1;
const MB = 1_000_000;

/** What was in a build's context when it began: the first look at it, and one after a file was changed. */
export const buildManifest: Measurement = {
  name: "build-manifest",
  async run({ progress }) {
    const folder = mkdtempSync(path.join(tmpdir(), "devloop-manifest-"));
    try {
      const context = path.join(folder, "work", "app");
      await progress.during(`writing ${FILES} files`, async () => manyFiles(context, FILES));
      // Changes of the same moment as a build's start count as later ones.
      await delay(100);
      const script = path.join(import.meta.dirname, "children", "manifest.ts");
      const runs: z.infer<typeof ManifestRun>[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        // Whoever comes second finds a warmer machine: they take turns.
        const args = [script, context, path.join(folder, `state-${round}`), String(round % 2 === 0)];
        const { stdout } = await promisify(execFile)(process.execPath, args);
        runs.push(ManifestRun.parse(JSON.parse(stdout)));
      }
      const of = (name: keyof (typeof runs)[number]) => median(runs.map((each) => each[name]));
      const [bare, first, next] = [of("bare"), of("first"), of("next")];
      const kept = `kept in ${rounded(of("bytes") / MB)} MB`;
      return [
        row({
          name: `first manifest of ${FILES} files / reading and hashing them`,
          value: first / bare,
          unit: "times",
          goal: GOAL_FIRST,
          detail: `${rounded(first)} ms against ${rounded(bare)} ms, medians of ${ROUNDS}; ${kept}`,
        }),
        row({
          name: "the next one, by a new window, after one change / reading and hashing them",
          value: next / bare,
          unit: "times",
          goal: GOAL_NEXT,
          detail:
            `${rounded(next)} ms, ${of("nextRead")} files read; ` +
            `comparing it to what is there ${rounded(of("compared"))} ms`,
        }),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
