import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { EngineContainer } from "../../../../src/core/engine/container.ts";
import type { LogLine, LogListener, LogMark } from "../../../../src/core/logs/logLine.ts";
import type { SourceFacts } from "../../../../src/core/reload/files/facts.ts";
import type { ProbeResult, ReloadPorts } from "../../../../src/core/reload/ports.ts";
import { type ReloadService, Reloads } from "../../../../src/core/reload/reloads.ts";
import { reloadVerdict } from "../../../../src/core/verdict/reload.ts";
import type { LoopTime, ReloadState } from "../../../../src/shared/model.ts";
import { container } from "../stack/containers.ts";

const START = 1_000_000;
const SAVED = START + 60_000;
const LATER = SAVED + 30_000;
const CARGO_WATCH = ["cargo-watch", "-x", "run"];
const CAUGHT_UP: LogMark = { kind: "caughtUp" };

/** What a cargo-watch prints until the program runs. */
function running(at: number): LogLine[] {
  return [
    line("[Running 'cargo run']", at),
    line("    Finished `dev` profile [unoptimized + debuginfo] target(s) in 1.00s", at + 10),
    line("     Running `target/debug/shop`", at + 20),
  ];
}

function line(text: string, time: number): LogLine {
  return { stream: "stderr", time, bytes: Buffer.from(text), broken: false };
}

class World {
  readonly listeners = new Map<string, LogListener>();
  readonly forgotten: string[] = [];
  readonly recorded: LoopTime[] = [];
  readonly asked = Promise.withResolvers<readonly string[] | undefined>();
  now = LATER;
  facts: SourceFacts = {};
  probe: ReloadPorts["probe"] = () => new Promise<never>(() => {});
  state: ReloadState | undefined;
  readonly reloads: Reloads;

  constructor() {
    this.reloads = new Reloads({
      logs: {
        follow: (id, listener) => {
          this.listeners.set(id, listener);
          return { dispose: () => this.listeners.get(id) === listener && this.listeners.delete(id) };
        },
      },
      sources: {
        look: async (_query, signal) => {
          await turn();
          signal.throwIfAborted();
          return this.facts;
        },
        changed: () => new Set(),
        forgetAll() {},
        forget: (id) => this.forgotten.push(id),
        dispose() {},
      },
      loops: {
        stats: () => Promise.resolve(undefined),
        record: (_service, loop) => Promise.resolve(void this.recorded.push(loop)),
      },
      probe: (address, signal) => this.probe(address, signal),
      processes: () => this.asked.promise,
      imageBuiltAt: () => Promise.resolve(undefined),
      now: () => this.now,
    });
    this.reloads.onDidChange(({ reload }) => {
      this.state = reload;
    });
  }

  update(containers: readonly EngineContainer[], settings?: ReloadService["settings"]): void {
    const inputs = containers.map((each) => ({
      container: each,
      service: undefined,
      settings,
      watchOn: false,
    }));
    this.reloads.update([{ stackId: "shop", service: "backend", settings, containers: inputs }]);
  }

  lines(id: string, lines: readonly LogLine[]): void {
    this.listeners.get(id)?.lines(id, lines);
  }

  mark(id: string, mark: LogMark): void {
    this.listeners.get(id)?.mark(id, mark);
  }

  /** Resolves when what was begun has come to its end. */
  async settle(): Promise<void> {
    for (let turns = 0; turns < 10; turns++) await turn();
  }

  get verdict(): string | undefined {
    return this.state && reloadVerdict(this.state).kind;
  }
}

function service(command: readonly string[], more: Partial<EngineContainer> = {}): EngineContainer {
  return container({
    startedAt: START,
    setup: {
      createdAt: START,
      command,
      workingDir: "/app",
      tty: false,
      logDriver: "json-file",
      mounts: [{ kind: "bind", source: "/shop", target: "/app", readOnly: false }],
    },
    ...more,
  });
}

let world: World;

function open(): World {
  world = new World();
  return world;
}

afterEach(() => world.reloads.dispose());

describe("what was looked at", () => {
  test("a tool that the output has shown is not, before its state is derived", async () => {
    const { reloads } = open();
    const web = service(["npm", "run", "dev"]);
    world.update([web]);
    let told = false;
    reloads.onDidLook(() => {
      told ||= reloads.looked;
    });
    world.lines(web.id, [line("> vite", START + 10), line("  VITE v7.3.0  ready in 100 ms", START + 20)]);
    expect(reloads.looked).toBe(false);
    await world.settle();
    expect(told).toBe(false);
    world.lines(web.id, [line("  VITE v7.3.0  ready in 100 ms", START + 20)]);
    world.mark(web.id, CAUGHT_UP);
    await world.settle();
    expect(told).toBe(true);
    expect(world.state).toMatchObject({ tool: "vite", phase: { kind: "running" } });
  });

  test.each([[CARGO_WATCH], [["npm", "run", "dev"]]])(
    "a log that waits for a connection holds nothing up: %j",
    async (command) => {
      const { reloads } = open();
      const backend = service(command);
      world.update([backend]);
      await world.settle();
      expect(reloads.looked).toBe(false);
      world.mark(backend.id, { kind: "waiting" });
      await world.settle();
      expect(reloads.looked).toBe(true);
      if (command !== CARGO_WATCH) return;
      expect(world.state?.phase).toMatchObject({ kind: "unknown" });
      world.lines(backend.id, running(START + 100));
      world.mark(backend.id, CAUGHT_UP);
      await world.settle();
      expect(world.verdict).toBe("current");
    },
  );

  test("a look is over when it is known whether the watcher runs", async () => {
    open();
    const backend = service(CARGO_WATCH);
    world.update([backend]);
    world.lines(backend.id, running(START + 100));
    world.mark(backend.id, CAUGHT_UP);
    await world.settle();
    expect(world.verdict).toBe("current");
    world.facts = { change: unseen(SAVED) };
    const looked = vi.fn();
    void world.reloads.rescan().then(looked);
    await world.settle();
    // Meanwhile something else is heard.
    world.update([{ ...backend, health: "healthy" }]);
    await world.settle();
    expect(looked).not.toHaveBeenCalled();
    expect(world.state?.seen?.kind).not.toBe("no");
    world.asked.resolve([]);
    await world.settle();
    expect(looked).toHaveBeenCalled();
    expect(world.state?.seen).toMatchObject({ kind: "no", cause: "watcherNotRunning" });
  });
});

describe("of several containers", () => {
  test("one that was not looked at yet is not taken for current", async () => {
    open();
    const [one, two] = [service(CARGO_WATCH), service(CARGO_WATCH, { number: 2 })];
    world.update([one, two]);
    world.lines(one.id, running(START + 100));
    world.mark(one.id, CAUGHT_UP);
    await world.settle();
    expect(world.state).toBeUndefined();
    world.lines(two.id, running(START + 100));
    world.mark(two.id, CAUGHT_UP);
    await world.settle();
    expect(world.verdict).toBe("current");
  });

  test("those that are not followed are not taken for current", async () => {
    open();
    const all = [1, 2, 3, 4, 5].map((number) => service(CARGO_WATCH, { number }));
    world.update(all);
    for (const { id } of all) {
      world.lines(id, running(START + 100));
      world.mark(id, CAUGHT_UP);
    }
    await world.settle();
    expect(world.listeners.size).toBe(4);
    expect(world.state?.serving).toMatchObject({ kind: "unknown", evidence: expect.stringContaining("5") });
    expect(world.verdict).toBe("unknown");
    world.update(all.slice(0, 4));
    expect(world.verdict).toBe("current");
  });
});

describe("what is gone", () => {
  test("with its last container a service's files are forgotten", () => {
    const { reloads } = open();
    const backend = service(CARGO_WATCH);
    world.update([backend]);
    reloads.update([]);
    expect(world.forgotten).toEqual([backend.id]);
  });

  test("a probe that is under way ends in silence", async () => {
    open();
    const rejected = Promise.withResolvers<ProbeResult>();
    world.probe = (_address, signal) => {
      signal.addEventListener("abort", () => rejected.reject(signal.reason), { once: true });
      return rejected.promise;
    };
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const backend = service(CARGO_WATCH);
    world.update([backend], { probe: "http://127.0.0.1:1/" });
    world.lines(backend.id, running(START + 100));
    world.mark(backend.id, CAUGHT_UP);
    await world.settle();
    world.reloads.update([]);
    await world.settle();
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe("what a log does not tell", () => {
  test("where it was cut, it is not known that nothing was said", async () => {
    open();
    const server = service(["bun", "--hot", "server.ts"]);
    world.update([server]);
    world.lines(server.id, [line("a long one, in many pieces", START + 5000)]);
    world.mark(server.id, { kind: "caughtUp", cut: true });
    await world.settle();
    expect(world.verdict).toBe("unknown");
  });

  test("where it reaches back to the run before, it is", async () => {
    open();
    const server = service(["bun", "--hot", "server.ts"]);
    world.update([server]);
    world.lines(server.id, [line("of the run before", START - 5000), line("hello", START + 10)]);
    world.mark(server.id, { kind: "caughtUp", cut: true });
    await world.settle();
    expect(world.verdict).toBe("current");
  });

  test("the engine's own words have no time", async () => {
    open();
    const server = service(["bun", "--hot", "server.ts"]);
    world.update([server]);
    world.lines(server.id, [line("hello", START + 10)]);
    world.lines(server.id, [{ ...line("the log could not be read here", 0), stream: "system" }]);
    world.mark(server.id, { kind: "caughtUp", cut: true });
    await world.settle();
    expect(world.verdict).toBe("unknown");
  });
});

describe("loop times", () => {
  const reloaded = [...running(START + 100), ...running(SAVED + 200)];

  async function probed(now: number): Promise<readonly LoopTime[]> {
    open();
    world.facts = { change: unseen(SAVED) };
    world.now = now;
    world.probe = () => Promise.resolve({ kind: "answered", at: now + 5, status: 200 });
    const backend = service(CARGO_WATCH);
    world.update([backend], { probe: "http://127.0.0.1:1/" });
    world.lines(backend.id, reloaded);
    world.mark(backend.id, CAUGHT_UP);
    await world.settle();
    expect(world.verdict).toBe("current");
    return world.recorded;
  }

  test("end with the first answer", async () => {
    expect(await probed(SAVED + 300)).toMatchObject([{ at: SAVED + 200, react: 200, total: 305 }]);
  });

  test("are not told by one who came later", async () => {
    expect(await probed(SAVED + 600_000)).toEqual([]);
  });
});

function unseen(at: number): NonNullable<SourceFacts["change"]> {
  return {
    file: "/shop/src/main.rs",
    at,
    certain: true,
    unseen: { cause: "noFileEvents", reason: "No events cross it.", fix: "Add --poll.", action: "restart" },
  };
}
