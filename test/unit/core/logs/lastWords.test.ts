import { describe, expect, test } from "vitest";
import type { EngineContainer } from "../../../../src/core/engine/container.ts";
import { EngineTimeout } from "../../../../src/core/engine/timeLimit.ts";
import { LastWords, type LastWordsChange, toWords } from "../../../../src/core/logs/lastWords.ts";
import type { LogLine } from "../../../../src/core/logs/logLine.ts";

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

function lines(...texts: readonly string[]): LogLine[] {
  return texts.map((text) => ({ stream: "stderr", time: 1, bytes: Buffer.from(text), broken: false }));
}

function container(id: string, changes: Partial<EngineContainer> = {}): EngineContainer {
  return {
    id,
    name: id,
    image: "shop",
    imageId: "sha256:1",
    status: "exited",
    health: "none",
    exitCode: 1,
    oomKilled: false,
    startedAt: 1,
    finishedAt: 2,
    ports: [],
    number: 1,
    oneOff: false,
    labels: {
      project: "shop",
      service: "api",
      configFiles: [],
      workingDir: "/shop",
      configHash: "",
      image: "",
    },
    ...changes,
  };
}

/** One service, `shop/api`. */
class World {
  containers: readonly EngineContainer[] = [];
  read = false;
  readonly asked: string[] = [];
  readonly told: LastWordsChange[] = [];
  answer: () => Promise<readonly LogLine[]> = async () => lines("panicked at main.rs");
  readonly words = new LastWords({
    services: () => [{ stackId: "shop", service: "api", containers: this.containers }],
    isRead: () => this.read,
    lastLines: (id) => {
      this.asked.push(id);
      return this.answer();
    },
    logger: SILENT,
  });

  constructor() {
    this.words.onDidChange((change) => this.told.push(change));
  }

  /** Resolves when all that was asked has been answered. */
  async become(...containers: readonly EngineContainer[]): Promise<void> {
    this.containers = containers;
    this.words.update();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("a service that died", () => {
  test("is asked once for what it said last, and says nothing any more when it runs again", async () => {
    const world = new World();
    await world.become(container("a"));
    await world.become(container("a"));
    expect(world.told).toEqual([{ stackId: "shop", service: "api", lines: ["panicked at main.rs"] }]);
    await world.become(container("a", { status: "running" }));
    expect(world.told.at(-1)).toEqual({ stackId: "shop", service: "api", lines: [] });
    await world.become(container("a", { startedAt: 3, finishedAt: 4 }));
    expect(world.asked).toEqual(["a", "a"]);
  });

  test.each([
    ["ended well", { exitCode: 0 }],
    ["was asked to end (SIGINT)", { exitCode: 130 }],
    ["was asked to end (SIGTERM)", { exitCode: 143 }],
    ["runs", { status: "running" }],
    ["is made for one command", { oneOff: true }],
  ] as const)("not one that %s", async (_what, changes) => {
    const world = new World();
    await world.become(container("a", changes));
    expect(world.asked).toEqual([]);
  });

  test("not one whose log somebody reads", async () => {
    const world = new World();
    world.read = true;
    await world.become(container("a"));
    world.read = false;
    await world.become(container("a"));
    expect(world.asked).toEqual([]);
  });

  test("of several, the one that died last", async () => {
    const world = new World();
    await world.become(container("a", { finishedAt: 9 }), container("b", { finishedAt: 5 }));
    expect(world.asked).toEqual(["a"]);
  });

  test("after the engine was away, nothing is asked again", async () => {
    const world = new World();
    await world.become(container("a"));
    await world.become();
    await world.become(container("a"));
    expect(world.asked).toEqual(["a"]);
    expect(world.told.map(({ lines: each }) => each.length)).toEqual([1, 0, 1]);
  });

  test("is asked again where the engine could not be asked, and not where it refused", async () => {
    const world = new World();
    world.answer = () => Promise.reject(new EngineTimeout("for a log", 30_000));
    await world.become(container("a"));
    world.answer = () => Promise.reject(Object.assign(new Error("no"), { statusCode: 501 }));
    await world.become(container("a"));
    await world.become(container("a"));
    expect(world.asked).toEqual(["a", "a"]);
    expect(world.told).toEqual([]);
  });

  test("what comes too late is not told", async () => {
    const world = new World();
    const late = Promise.withResolvers<readonly LogLine[]>();
    world.answer = () => late.promise;
    await world.become(container("a"));
    await world.become(container("a", { status: "running" }));
    late.resolve(lines("old"));
    await world.become(container("a", { status: "running" }));
    expect(world.told).toEqual([]);
  });
});

describe("the words", () => {
  test("are the last lines that say something, without colours and secrets, and short", () => {
    const words = toWords(
      lines(
        "too early",
        "\u001b[31mone\u001b[0m",
        "  ",
        "DATABASE_URL=postgres://shop:hunter2@db/shop",
        "",
        "é".repeat(300),
        "four",
        "five",
        "\u001b[0m",
      ),
    );
    expect(words).toEqual(["one", "DATABASE_URL=***", `${"é".repeat(199)}…`, "four", "five"]);
  });
});
