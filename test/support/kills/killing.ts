import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { FileHistory } from "../../../src/core/build/history/fileHistory.ts";
import { seededRandom } from "../../bench/statistics.ts";
import { known } from "./writer.ts";

const WRITER = path.join(import.meta.dirname, "writer.ts");
/** Of finished builds: more come while windows are killed. */
const MOST_BUILDS = 60;
/** A window that looks on a slow machine writes all of them in less. */
const LONGEST_LIFE_MS = 120;

/**
 * Two windows at a time write the same builds and are killed at random moments, so many times. Afterwards no build is
 * lost, none is there twice, and none is broken. What is random follows from the seed alone, but for the machine's pace.
 * Tells how many of them were killed in the middle of writing a file.
 */
export async function killWriters(kills: number, seed: number): Promise<{ readonly midway: number }> {
  const stateDir = mkdtempSync(path.join(tmpdir(), "devloop-kills-"));
  const random = seededRandom(seed);
  const midway = new Set<string>();
  try {
    let killed = 0;
    for (let round = 0; killed < kills; round++) {
      const count = Math.min(MOST_BUILDS, 10 + round);
      const windows = await Promise.all([0, 1].map((window) => start(stateDir, count, window)));
      await Promise.all(windows.map((each) => kill(each, random() * LONGEST_LIFE_MS)));
      killed += windows.length;
      for (const name of leftBehind(stateDir)) midway.add(name);
      await expectSound(stateDir, count);
    }
    // The next start of either window.
    for (const window of [0, 1]) await once(await start(stateDir, MOST_BUILDS, window, true), "exit");
    await expectAll(stateDir);
    return { midway: midway.size };
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
}

async function start(stateDir: string, count: number, window: number, isLast = false): Promise<ChildProcess> {
  const args = [stateDir, String(count), String(window), isLast ? "once" : "no"];
  const child = fork(WRITER, args, { stdio: ["ignore", "inherit", "inherit", "ipc"], execArgv: [] });
  await once(child, "message");
  return child;
}

async function kill(child: ChildProcess, afterMs: number): Promise<void> {
  await delay(afterMs);
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  const [, signal] = await exited;
  // It never ends by itself: else nothing was killed.
  expect(signal).toBe("SIGKILL");
}

/** What a window reads between two kills: each build at most once, as one of the two or both knew it. */
async function expectSound(stateDir: string, count: number): Promise<void> {
  const { history, warnings } = open(stateDir);
  const records = await history.list({ limit: 1_000 });
  const ids = await history.ids();
  history.dispose();
  expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
  expect(ids.size).toBe(records.length);
  expect(records.length).toBeLessThanOrEqual(count);
  for (const record of records) {
    const whole = known(record.startedAt / 60_000);
    const { trigger, mode, manifest, imageSize, ...built } = record;
    expect(whole).toMatchObject(built);
    expect([trigger, manifest]).not.toEqual(["elsewhere", undefined]);
  }
  expect(warnings).toEqual([]);
}

async function expectAll(stateDir: string): Promise<void> {
  const { history, warnings } = open(stateDir);
  const records = await history.list({ limit: 1_000 });
  history.dispose();
  const all = Array.from({ length: MOST_BUILDS }, (_, index) => known(MOST_BUILDS - index));
  expect(records).toEqual(all);
  expect(warnings).toEqual([]);
  const folder = path.join(stateDir, "builds");
  const names = readdirSync(path.join(folder, "records"));
  expect(names.filter((name) => name.endsWith(".json"))).toHaveLength(MOST_BUILDS);
  expect(existsSync(path.join(folder, "begun"))).toBe(true);
}

/** Files that were written beside, and not renamed any more. */
function leftBehind(stateDir: string): readonly string[] {
  const names = readdirSync(path.join(stateDir, "builds"), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".tmp"));
}

function open(stateDir: string) {
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  const history = new FileHistory({ stateDir, logger: { debug() {}, info() {}, error: warn, warn } });
  return { history, warnings };
}
