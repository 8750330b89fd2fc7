import { describe, expect, test } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import { Builds, type BuildsPorts } from "../../../../src/core/build/builds.ts";
import type { MatchedBuild } from "../../../../src/core/build/found/matched.ts";
import type { BuildRef, InspectedBuild } from "../../../../src/core/build/found/ref.ts";
import type { BegunFacts, BuildHistory, BuildIntent } from "../../../../src/core/build/history/ports.ts";
import type { BuildRecord, BuildsState } from "../../../../src/shared/builds.ts";
import { Emitter } from "../../../../src/shared/event.ts";

const SHOP: MatchedBuild = { stackId: "shop", services: ["api"] };

function ref(id: string, at = 1_000): BuildRef {
  const localPath = "/shop/api";
  return {
    id: `default/default/${id}`,
    builder: "default",
    target: "api",
    localPath,
    dockerfilePath: "",
    at,
  };
}

const INSPECTED: InspectedBuild = {
  status: "completed",
  startedAt: 1_000,
  completedAt: 4_000,
  duration: 3_000,
  completedSteps: 2,
  totalSteps: 2,
  cachedSteps: 1,
  labels: {},
  arguments: { TOKEN: "hunter2", MODE: "dev" },
  bases: ["busybox@sha256:1"],
  imageIds: ["sha256:image"],
};

const at = (seconds: number) => new Date(seconds * 1_000).toISOString();
const vertexes = (...given: object[]) => `${JSON.stringify({ vertexes: given })}\n`;
const FROM = { digest: "sha256:a", name: "[1/2] FROM busybox", inputs: [] };
const RUN = { digest: "sha256:b", name: "[2/2] RUN make", inputs: ["sha256:a"] };
const BEGUN = vertexes(
  { ...FROM, started: at(1), completed: at(1), cached: true },
  { ...RUN, started: at(2) },
);
const DONE = vertexes({ ...RUN, started: at(2), completed: at(4) });

/** A buildx that prints what it is told to, a history in memory, and all that was said. */
function lab(overrides: Partial<BuildsPorts> & { inspected?: () => InspectedBuild | undefined } = {}) {
  const records = new Map<string, BuildRecord>();
  const facts = new Map<string, BegunFacts>();
  const changed = new Emitter<void>();
  const outputs = new Map<string, { push(text: string): void; end(): void }>();
  const told: BuildsState[] = [];
  let intent: BuildIntent | undefined;
  let listed: readonly BuildRef[] = [];
  const history: BuildHistory = {
    record: async (record) => void records.set(record.id, record),
    list: async () => [...records.values()].sort((left, right) => right.startedAt - left.startedAt),
    ids: async () => new Set(records.keys()),
    begun: async (id, given) => {
      facts.set(id, facts.get(id) ?? given);
      return facts.get(id) ?? given;
    },
    intend: async () => ({ end: async () => {} }),
    intentAt: async () => intent,
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
  };
  const ports: BuildsPorts = {
    buildx: {
      supported: async () => true,
      forget: () => {},
      follow: (id, signal, onText) =>
        new Promise((resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("aborted")));
          outputs.set(id, { push: (text) => void onText(text), end: () => resolve("read") });
        }),
      inspect: async () => (overrides.inspected ?? (() => INSPECTED))(),
    },
    history,
    manifests: {
      take: async (source, startedAt) => ({
        key: "m1",
        source,
        startedAt,
        files: new Map(),
        unsure: [],
        folderId: "1",
        late: false,
      }),
      read: async () => undefined,
      between: async () => [],
    },
    match: () => SHOP,
    stageOf: () => ({}),
    head: async () => ({ commit: "c0ffee", dirty: true }),
    imageId: async () => undefined,
    imageSize: async () => 42,
    readText: async () => undefined,
    recentRefs: async () => listed,
    services: () => [{ stackId: "shop", service: "api" }],
    logger: SILENT,
    ...overrides,
  };
  const builds = new Builds(ports);
  builds.onDidChange((state) => told.push(state));
  const until = (condition: (state: BuildsState) => boolean): Promise<BuildsState> =>
    new Promise((resolve) => {
      if (condition(builds.state)) return resolve(builds.state);
      const subscription = builds.onDidChange((state) => {
        if (!condition(state)) return;
        subscription.dispose();
        resolve(state);
      });
    });
  return {
    builds,
    records,
    facts,
    told,
    until,
    changed,
    output: async (id: string) => {
      const key = `default/default/${id}`;
      while (!outputs.has(key)) await new Promise((resolve) => setImmediate(resolve));
      return outputs.get(key) ?? { push: () => {}, end: () => {} };
    },
    intend: (given: BuildIntent) => {
      intent = given;
    },
    list: (...given: BuildRef[]) => {
      listed = given;
    },
  };
}

describe("a build that begins", () => {
  test("is told while it runs, with the step it is at", async () => {
    const { builds, until, output } = lab();
    await builds.start();
    builds.begin(ref("one"));
    (await output("one")).push(BEGUN);
    const { live } = await until((state) => state.live[0]?.total === 2);
    expect(live).toMatchObject([
      { id: "default/default/one", stackId: "shop", services: ["api"], done: 1, running: "RUN make" },
    ]);
    builds.dispose();
  });

  test("becomes a record with what was taken down at its start", async () => {
    const { builds, until, output, records, intend } = lab();
    intend({ stack: "shop", services: [], trigger: "button", mode: "dev" });
    await builds.start();
    builds.begin(ref("one"));
    const stream = await output("one");
    stream.push(BEGUN + DONE);
    stream.end();
    const { live, last } = await until((state) => state.last.length === 1);
    expect(live).toEqual([]);
    expect(last).toMatchObject([{ result: "succeeded", services: ["api"], name: "api" }]);
    expect(records.get("default/default/one")).toMatchObject({
      trigger: "button",
      mode: "dev",
      commit: "c0ffee",
      dirty: true,
      manifest: "m1",
      duration: 3_000,
      cache: { cached: 1, begun: 2, partial: false },
      imageIds: ["sha256:image"],
      imageSize: 42,
      arguments: { TOKEN: "***", MODE: "dev" },
    });
    builds.dispose();
  });

  test("keeps no argument that sounds like a secret, wherever BuildKit has written its value", async () => {
    const { builds, until, output, records } = lab();
    await builds.start();
    builds.begin(ref("one"));
    const stream = await output("one");
    const login = { ...RUN, name: "[2/2] RUN login hunter2" };
    stream.push(
      vertexes({ ...FROM, started: at(1), completed: at(1) }, { ...login, started: at(2), completed: at(4) }),
    );
    stream.end();
    await until((state) => state.last.length === 1);
    const kept = JSON.stringify([...records.values()]);
    expect(kept).toContain("RUN login ***");
    expect(kept).not.toContain("hunter2");
    builds.dispose();
  });

  test("is seen once, however often it is told", async () => {
    const { builds, output, records, until } = lab();
    await builds.start();
    builds.begin(ref("one"));
    builds.begin(ref("one"));
    const stream = await output("one");
    stream.push(BEGUN + DONE);
    stream.end();
    await until((state) => state.last.length === 1);
    expect(records.size).toBe(1);
    builds.dispose();
  });

  test("of another clone is not told as this one's", async () => {
    const services = () => [{ stackId: "shop", service: "api", context: "/clone/api" }];
    const { builds, output, records } = lab({ services });
    const ended = new Promise<void>((resolve) => builds.onDidEnd(() => resolve()));
    await builds.start();
    builds.begin(ref("one"));
    const stream = await output("one");
    stream.push(BEGUN + DONE);
    stream.end();
    await ended;
    expect(records.size).toBe(1);
    expect(builds.state.last).toEqual([]);
    builds.dispose();
  });

  test("of nobody here is recorded, with no manifest", async () => {
    const { builds, output, records } = lab({ match: () => undefined });
    const ended = new Promise<void>((resolve) => builds.onDidEnd(() => resolve()));
    await builds.start();
    builds.begin(ref("one"));
    const stream = await output("one");
    stream.push(BEGUN + DONE);
    stream.end();
    await ended;
    const record = records.get("default/default/one");
    expect(record).toMatchObject({ services: [], trigger: "elsewhere" });
    expect(record).not.toHaveProperty("manifest");
    builds.dispose();
  });
});

describe("builds that were missed", () => {
  test("are read at the start, the oldest first, and no more than say what runs", async () => {
    const { builds, output, records, list } = lab();
    list(...["three", "two", "one"].map((id, index) => ref(id, 3_000 - index)));
    const started = builds.start();
    for (const id of ["two", "three"]) {
      const stream = await output(id);
      stream.push(BEGUN + DONE);
      stream.end();
    }
    await started;
    expect([...records.keys()]).toEqual(["default/default/two", "default/default/three"]);
    builds.dispose();
  });

  test("is not called cancelled while BuildKit has not written its record", async () => {
    const answers: InspectedBuild[] = [{ ...INSPECTED, status: "running", imageIds: [] }, INSPECTED];
    const { builds, output, until, records } = lab({ inspected: () => answers.shift() });
    await builds.start();
    builds.begin(ref("one"));
    const stream = await output("one");
    stream.push(BEGUN + DONE);
    stream.end();
    await until((state) => state.last.length === 1);
    expect(records.get("default/default/one")).toMatchObject({ result: "succeeded" });
    builds.dispose();
  });

  test("that still run are followed", async () => {
    const { builds, output, list, until } = lab();
    list(ref("one"));
    const started = builds.start();
    (await output("one")).push(BEGUN);
    await started;
    expect((await until((state) => state.live[0]?.total === 2)).live).toHaveLength(1);
    builds.dispose();
  });
});

describe("without buildx's history", () => {
  test("only our own builds are seen, and that is said", async () => {
    const { builds, told } = lab({ buildx: noHistory() });
    await builds.start();
    expect(told.at(-1)?.seen).toBe("own");
    builds.dispose();
  });

  test("one of ours is recorded from what Compose printed", async () => {
    const { builds, records } = lab({ buildx: noHistory() });
    await builds.start();
    const trace = builds.beginOwn({ ...ref("own"), id: "own/1" }, SHOP);
    trace.push(BEGUN + DONE);
    await trace.end("succeeded", "");
    expect(records.get("own/1")).toMatchObject({ source: "compose", result: "succeeded", duration: 3_000 });
    builds.dispose();
  });
});

test("what another window wrote is read", async () => {
  const { builds, records, changed, until } = lab();
  await builds.start();
  const other = lab();
  await other.builds.start();
  other.builds.begin(ref("one"));
  const stream = await other.output("one");
  stream.push(BEGUN + DONE);
  stream.end();
  await other.until((state) => state.last.length === 1);
  for (const [id, record] of other.records) records.set(id, record);
  changed.fire();
  expect((await until((state) => state.last.length === 1)).last[0]?.id).toBe("default/default/one");
  builds.dispose();
  other.builds.dispose();
});

function noHistory(): BuildsPorts["buildx"] {
  return {
    supported: async () => false,
    forget: () => {},
    follow: async () => "missing",
    inspect: async () => undefined,
  };
}
