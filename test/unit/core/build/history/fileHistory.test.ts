import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SILENT } from "../../../../../src/core/base/logger.ts";
import { FileHistory } from "../../../../../src/core/build/history/fileHistory.ts";
import { buildRecord } from "../../../../support/buildRecords.ts";

const NOW = 1_000_000_000;
const MINUTE = 60_000;

let stateDir: string;
let now: number;
let warnings: string[];
let opened: FileHistory[];

beforeEach(() => {
  stateDir = mkdtempSync(path.join(tmpdir(), "devloop-builds-"));
  now = NOW;
  warnings = [];
  opened = [];
});

afterEach(() => {
  for (const history of opened) history.dispose();
  rmSync(stateDir, { recursive: true, force: true });
});

function open(): FileHistory {
  const logger = { ...SILENT, warn: (text: string) => void warnings.push(text) };
  const history = new FileHistory({ stateDir, logger, now: () => now });
  opened.push(history);
  return history;
}

const folder = () => path.join(stateDir, "builds", "records");
const names = () => readdirSync(folder()).sort();
const record = (number: number, changes = {}) =>
  buildRecord({ id: `default/default/b${number}`, startedAt: number * MINUTE, ...changes });

describe("records", () => {
  test("are kept for whoever comes later, the newest first, of one stack or of all", async () => {
    const history = open();
    for (const number of [2, 1, 3]) await history.record(record(number));
    await history.record(record(4, { stack: "blog" }));
    const later = open();
    expect((await later.list({ limit: 10 })).map(({ id }) => id.slice(-2))).toEqual(["b4", "b3", "b2", "b1"]);
    expect(await later.list({ stack: "shop", limit: 2 })).toEqual([record(3), record(2)]);
    expect(await later.list({ stack: "none", limit: 2 })).toEqual([]);
    expect((await later.ids()).size).toBe(4);
  });

  test("of one stack are found behind many of others", async () => {
    const history = open();
    await history.record(record(1));
    for (let number = 2; number < 60; number++) await history.record(record(number, { stack: "blog" }));
    expect(await history.list({ stack: "shop", limit: 5 })).toEqual([record(1)]);
  });

  test("of one build are one, written again or by another window", async () => {
    const [one, two] = [open(), open()];
    await Promise.all([one.record(record(1)), two.record(record(1))]);
    await two.record(record(1));
    expect(names()).toHaveLength(1);
    expect(await one.list({ limit: 5 })).toEqual([record(1)]);
  });

  test("are the same file in whatever order windows write what they know", async () => {
    const knows = [{ trigger: "button" }, { manifest: "m1" }, { imageSize: 7 }, { startedAt: MINUTE + 1 }];
    const written = async (order: readonly number[]) => {
      rmSync(folder(), { recursive: true, force: true });
      for (const index of order) await open().record(record(1, knows[index]));
      return names().map((name) => [name, readFileSync(path.join(folder(), name), "utf8")]);
    };
    const first = await written([0, 1, 2, 3]);
    expect(first).toHaveLength(1);
    expect(await written([3, 1, 0, 2])).toEqual(first);
    expect(await written([2, 2, 3, 0, 1, 0])).toEqual(first);
  });

  test("written by many at once come to the same", async () => {
    const many = Array.from({ length: 12 }, (_, index) => record(1, { manifest: `m${String(index)}` }));
    await Promise.all(many.map((each) => open().record(each)));
    // Whoever wrote last has seen all the others.
    expect(names()).toHaveLength(1);
    expect(await open().list({ limit: 5 })).toEqual([record(1, { manifest: "m9" })]);
  });

  test("left in two files by a kill are one, and become one file when it is written again", async () => {
    await open().record(record(1, { trigger: "cli" }));
    const [name = ""] = names();
    const text = readFileSync(path.join(folder(), name), "utf8");
    rmSync(path.join(folder(), name));
    await open().record(record(1, { manifest: "m1" }));
    writeFileSync(path.join(folder(), name), text);
    const both = record(1, { trigger: "cli", manifest: "m1" });
    expect(names()).toHaveLength(2);
    expect(await open().list({ limit: 5 })).toEqual([both]);
    expect((await open().ids()).size).toBe(1);
    await open().record(record(1));
    expect(names()).toHaveLength(1);
    expect(await open().list({ limit: 5 })).toEqual([both]);
  });

  test("that are broken, and other programs' files, are left out and stay where they are", async () => {
    const history = open();
    await history.record(record(1));
    const [name = ""] = names();
    const broken = name.replace(/^\d{15}-\w/, "000000000600000-0");
    const others = ["notes.txt", "000000000060000-x.json", broken, "x.json.7-ab.tmp"];
    for (const other of others) writeFileSync(path.join(folder(), other), '{"version":1');
    mkdirSync(path.join(folder(), broken.replace("600000", "700000")));
    expect(await history.list({ limit: 5 })).toEqual([record(1)]);
    expect((await history.ids()).size).toBe(1);
    for (const other of others) expect(names()).toContain(other);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("2 files");
  });

  test("a broken one of the same build is written anew", async () => {
    await open().record(record(1));
    const [name = ""] = names();
    writeFileSync(path.join(folder(), name), "");
    expect((await open().ids()).size).toBe(0);
    await open().record(record(1));
    expect(names()).toEqual([name]);
    expect(await open().list({ limit: 5 })).toEqual([record(1)]);
  });

  test("of a later version count as known, and are not touched", async () => {
    await open().record(record(1));
    const [name = ""] = names();
    const text = JSON.stringify({ ...record(1), version: 2 });
    writeFileSync(path.join(folder(), name), text);
    const history = open();
    expect(await history.ids()).toEqual(new Set([record(1).id]));
    expect(await history.list({ limit: 5 })).toEqual([]);
    expect(readFileSync(path.join(folder(), name), "utf8")).toBe(text);
  });

  test("that can't be kept are no failure", async () => {
    writeFileSync(path.join(stateDir, "builds"), "a file where the folder should be");
    const history = open();
    await history.record(record(1));
    expect(await history.list({ limit: 5 })).toEqual([]);
    expect(await history.begun("x", { commit: "c" })).toEqual({ commit: "c" });
    await (await history.intend({ stack: "shop", services: [], trigger: "cli" })).end();
    expect(await history.intentAt("shop", "api", now)).toBeUndefined();
    expect(warnings).toHaveLength(3);
  });
});

describe("the history is bounded", () => {
  /** Quicker than writing them. */
  function fill(count: number, from = 1): void {
    mkdirSync(folder(), { recursive: true });
    for (let number = from; number < from + count; number++) {
      const id = number.toString(16).padStart(24, "0");
      writeFileSync(
        path.join(folder(), `${String(number * MINUTE).padStart(15, "0")}-${id}-000000000000.json`),
        "",
      );
    }
  }

  test("the oldest go", async () => {
    fill(505);
    await open().record(record(600));
    expect(names()).toHaveLength(500);
    expect(names()[0]).toMatch(new RegExp(`^0*${7 * MINUTE}-`));
  });

  test("but none while the newest is from the future: the clock may be wrong", async () => {
    now = 0;
    fill(505, 10_000);
    await open().record(record(1));
    expect(names()).toHaveLength(506);
    fill(600, 20_000);
    await open().record(record(2));
    expect(names()).toHaveLength(1_000);
  });

  test("what a writer that was killed left behind goes too, after a minute", async () => {
    fill(1);
    for (const [name, age] of [
      ["old", 61_000],
      ["new", 1_000],
    ] as const) {
      const file = path.join(folder(), `x.json.1-${name}.tmp`);
      writeFileSync(file, "{");
      utimesSync(file, (now - age) / 1_000, (now - age) / 1_000);
    }
    await open().record(record(2));
    expect(names().filter((name) => name.endsWith(".tmp"))).toEqual(["x.json.1-new.tmp"]);
  });
});

describe("what was known when a build began", () => {
  test("is what the first one said", async () => {
    const first = await open().begun("default/default/one", { commit: "c1", dirty: true, manifest: "m1" });
    expect(first).toEqual({ commit: "c1", dirty: true, manifest: "m1" });
    expect(await open().begun("default/default/one", { commit: "c2" })).toEqual(first);
    expect(await open().begun("default/default/two", { commit: "c2" })).toEqual({ commit: "c2" });
  });

  test("is one, where many say it at once", async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, index) => open().begun("one", { manifest: `m${index}` })),
    );
    expect(new Set(all.map(({ manifest }) => manifest)).size).toBe(1);
    expect(readdirSync(path.join(stateDir, "builds", "begun"))).toHaveLength(1);
  });

  test("is said anew where what was said is broken", async () => {
    await open().begun("one", { commit: "c1" });
    const begun = path.join(stateDir, "builds", "begun");
    for (const name of readdirSync(begun)) writeFileSync(path.join(begun, name), "");
    expect(await open().begun("one", { commit: "c2" })).toEqual({ commit: "c2" });
    expect(await open().begun("one", { commit: "c3" })).toEqual({ commit: "c2" });
  });
});

describe("what somebody has set about to build", () => {
  const intent = { stack: "shop", services: ["api"], trigger: "button", mode: "dev" } as const;

  test("is known to all while it lasts, and afterwards of the builds that began then", async () => {
    const { end } = await open().intend(intent);
    now += MINUTE;
    await end();
    now += MINUTE;
    const other = open();
    expect(await other.intentAt("shop", "api", NOW)).toEqual(intent);
    expect(await other.intentAt("shop", "api", NOW + MINUTE)).toEqual(intent);
    expect(await other.intentAt("shop", "api", NOW - 1_000)).toBeUndefined();
    expect(await other.intentAt("shop", "api", NOW + MINUTE + 1)).toBeUndefined();
    expect(await other.intentAt("shop", "web", NOW)).toBeUndefined();
    expect(await other.intentAt("blog", "api", NOW)).toBeUndefined();
  });

  test("of all services is each one's; the one that was set about last counts", async () => {
    const { stack } = intent;
    await open().intend({ stack, services: [], trigger: "watch" });
    now += 1_000;
    const { end } = await open().intend(intent);
    now += 1_000;
    await end();
    const other = open();
    expect(await other.intentAt("shop", "web", NOW + 1_500)).toMatchObject({ trigger: "watch" });
    expect(await other.intentAt("shop", "api", NOW + 500)).toMatchObject({ trigger: "watch" });
    expect(await other.intentAt("shop", "api", NOW + 1_500)).toMatchObject({ trigger: "button" });
    expect(await other.intentAt("shop", "api", NOW + 3_000)).toMatchObject({ trigger: "watch" });
  });

  test("by a process that was killed is void 15 s after its last sign of life", async () => {
    await open().intend(intent);
    now += MINUTE;
    expect(await open().intentAt("shop", "api", NOW + 14_000)).toEqual(intent);
    expect(await open().intentAt("shop", "api", NOW + 16_000)).toBeUndefined();
  });

  test("ends, though the window has gone in the meantime", async () => {
    const history = open();
    const { end } = await history.intend(intent);
    history.dispose();
    now += 1_000;
    await end();
    expect(await open().intentAt("shop", "api", NOW + 1_000)).toEqual(intent);
    expect(await open().intentAt("shop", "api", NOW + 1_001)).toBeUndefined();
  });

  test("ends once, and is not there half", async () => {
    const { end } = await open().intend(intent);
    await Promise.all([end(), end()]);
    const intents = path.join(stateDir, "builds", "intents");
    expect(readdirSync(intents)).toHaveLength(1);
    for (const name of readdirSync(intents)) writeFileSync(path.join(intents, name), '{"stack":"shop"');
    expect(await open().intentAt("shop", "api", NOW)).toBeUndefined();
  });
});

describe("who listens", () => {
  test("is told when somebody else writes, and of nothing that it wrote itself", async () => {
    const [mine, other] = [open(), open()];
    let told = 0;
    let wake = () => {};
    const subscription = mine.onDidChange(() => {
      told++;
      wake();
    });
    const tells = async (act: () => Promise<void>) => {
      const next = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await act();
      await next;
    };
    await tells(() => other.record(record(1)));
    await mine.record(record(2));
    await tells(() => other.record(record(1, { manifest: "m1" })));
    // What is told is told in order: its own was no news.
    expect(told).toBe(2);
    rmSync(folder(), { recursive: true });
    await tells(() => other.record(record(3)));
    subscription.dispose();
    subscription.dispose();
  });

  test("needs no handle before, and none afterwards", async () => {
    const handles = () => process.getActiveResourcesInfo().filter((name) => name === "FSEventWrap").length;
    const history = open();
    await vi.waitFor(() => expect(handles()).toBe(0));
    const subscriptions = [history.onDidChange(() => {}), history.onDidChange(() => {})];
    expect(handles()).toBe(1);
    for (const subscription of subscriptions) subscription.dispose();
    await vi.waitFor(() => expect(handles()).toBe(0));
  });
});
