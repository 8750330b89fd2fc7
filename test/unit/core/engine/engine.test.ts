import { chmod } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FakeContainer } from "./support/fakeContainer.ts";
import { answer, FakeEngine, type FakeEngineOptions } from "./support/fakeEngine.ts";
import { Watched } from "./support/watched.ts";

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function fake(options?: FakeEngineOptions): Promise<FakeEngine> {
  const engine = await FakeEngine.start(options);
  cleanups.push(() => engine.remove());
  return engine;
}

function watch(engine: FakeEngine): Watched {
  const watched = new Watched(engine.endpoint);
  cleanups.push(() => watched.engine.dispose());
  return watched;
}

async function connected(engine: FakeEngine): Promise<Watched> {
  const watched = watch(engine);
  watched.engine.start();
  await watched.until("it is connected", () => watched.containers !== undefined);
  return watched;
}

/** Holds a path's answers back until they are let go. */
function hold(engine: FakeEngine, path: string): { waiting: () => number; release: () => void } {
  const gate = Promise.withResolvers<void>();
  let waiting = 0;
  engine.on(path, async () => {
    waiting++;
    await gate.promise;
    return false;
  });
  return { waiting: () => waiting, release: gate.resolve };
}

async function eventually(what: string, condition: () => boolean): Promise<void> {
  const end = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Waited in vain until ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("connecting", () => {
  test("listens for events before it lists, and says the version without asking for it", async () => {
    const engine = await fake();
    engine.add(new FakeContainer("a").start());
    const watched = await connected(engine);
    expect(engine.requests.slice(0, 2)).toEqual(["/events", "/containers/json"]);
    expect(engine.requests).not.toContain("/version");
    expect(watched.states.at(-1)).toMatchObject({ kind: "connected", version: "28.5.2" });
    expect(watched.kinds).toEqual(["connecting", "connected"]);
  });

  test("asks the engine for the events of all containers and images, without health checks' own", async () => {
    const engine = await fake();
    await connected(engine);
    const filters = JSON.parse(engine.queries[0]?.get("filters") ?? "");
    expect(filters.type).toEqual(["container", "image"]);
    expect(filters).not.toHaveProperty("label");
    expect(filters.event).toContain("health_status");
    expect(filters.event).not.toContain("exec_start");
  });

  test("the first list comes at once, the details behind it", async () => {
    const engine = await fake();
    engine.add(new FakeContainer("a").start(), new FakeContainer("b", "db"));
    const details = hold(engine, "/containers/a/json");
    const watched = await connected(engine);
    expect(watched.containers?.get("a")).toMatchObject({ status: "running" });
    expect(watched.containers?.get("a")).not.toHaveProperty("startedAt");
    details.release();
    await watched.until("its start is known", () => watched.containers?.get("a")?.startedAt !== undefined);
    expect(engine.requests).not.toContain("/containers/b/json");
  });

  test("an engine that is too old is told from one that can't be reached", async () => {
    const watched = watch(await fake({ apiVersion: "1.39" }));
    watched.engine.start();
    await watched.until("it gives up", () => watched.engine.state.kind === "unreachable");
    expect(watched.engine.state).toMatchObject({ reason: expect.stringContaining("too old") });
  });

  test("no socket: says so, and connects as soon as there is one", async () => {
    const engine = await FakeEngine.create();
    cleanups.push(() => engine.remove());
    const watched = watch(engine);
    watched.engine.start();
    await watched.until("it is unreachable", () => watched.engine.state.kind === "unreachable");
    expect(watched.engine.state).toMatchObject({
      reason: expect.stringContaining("Docker is not running"),
      advice: expect.stringContaining("Start Docker"),
    });
    await engine.listen();
    await watched.until("it is connected", () => watched.engine.state.kind === "connected");
    expect(watched.kinds).toEqual(["connecting", "unreachable", "connected"]);
  });

  test.skipIf(process.getuid?.() === 0)(
    "a socket of others: says what to do (root may use any socket, so not as root)",
    async () => {
      const engine = await fake();
      await chmod(engine.socket, 0);
      const watched = watch(engine);
      watched.engine.start();
      await watched.until("it is unreachable", () => watched.engine.state.kind === "unreachable");
      expect(watched.engine.state).toMatchObject({ advice: expect.stringContaining("docker group") });
    },
  );

  test("an answer that is no list is a failure, not an empty list", async () => {
    const engine = await fake();
    engine.on("/containers/json", (_request, response) => {
      response.end("<html>Welcome</html>");
      return true;
    });
    const watched = watch(engine);
    watched.engine.start();
    await watched.until("it is unreachable", () => watched.engine.state.kind === "unreachable");
    expect(watched.containers).toBeUndefined();
  });

  test("an engine that answers nothing is given up after 3 s", async () => {
    const engine = await fake();
    engine.on("/events", () => true);
    const watched = watch(engine);
    watched.engine.start();
    await watched.until("it is unreachable", () => watched.engine.state.kind === "unreachable");
    expect(watched.engine.state).toMatchObject({ reason: expect.stringContaining("does not answer") });
  });
});

describe("events", () => {
  test("say what to look at: the state is what the engine says then", async () => {
    const engine = await fake();
    const container = new FakeContainer("a").start();
    engine.add(container);
    const watched = await connected(engine);
    container.stop(137);
    // The event's name does not matter.
    engine.tell("hibernate", "a");
    await watched.untilStatus("a", "exited");
    expect(watched.containers?.get("a")).toMatchObject({ exitCode: 137 });
  });

  test("a new container comes, a destroyed one goes", async () => {
    const engine = await fake();
    const watched = await connected(engine);
    engine.add(new FakeContainer("new").start());
    engine.tell("create", "new");
    await watched.untilStatus("new", "running");
    engine.containers.delete("new");
    engine.tell("destroy", "new");
    await watched.until("it is gone", () => watched.containers?.size === 0);
  });

  test("a container that vanished without an event goes with the first that is heard of it", async () => {
    const engine = await fake();
    engine.add(new FakeContainer("a").start());
    const watched = await connected(engine);
    engine.containers.delete("a");
    engine.tell("die", "a");
    await watched.until("it is gone", () => watched.containers?.size === 0);
  });

  test("many at once ask about a container once at a time, and once more after the last", async () => {
    const engine = await fake();
    const container = new FakeContainer("a").start();
    engine.add(container);
    const watched = await connected(engine);
    await watched.until("its start is known", () => watched.containers?.get("a")?.startedAt !== undefined);
    const before = engine.requests.length;
    const gate = hold(engine, "/containers/a/json");
    for (let index = 0; index < 500; index++) engine.tell("kill", "a");
    await eventually("it asks", () => gate.waiting() === 1);
    container.stop(1);
    engine.tell("die", "a");
    gate.release();
    await watched.untilStatus("a", "exited");
    expect(engine.requests.length - before).toBeLessThan(20);
  });

  test("an answer under way does not bring back a container that was destroyed meanwhile", async () => {
    const engine = await fake();
    const container = new FakeContainer("a").start();
    engine.add(container);
    const watched = await connected(engine);
    await watched.until("its start is known", () => watched.containers?.get("a")?.startedAt !== undefined);
    let held: ServerResponse | undefined;
    engine.on("/containers/a/json", (_request, response) => {
      held = response;
      return true;
    });
    engine.tell("kill", "a");
    await eventually("it asks", () => held !== undefined);
    engine.containers.delete("a");
    engine.tell("destroy", "a");
    await watched.until("it is gone", () => watched.containers?.size === 0);
    if (held) answer(held, 200, container.inspected());
    engine.add(new FakeContainer("marker").start());
    engine.tell("create", "marker");
    await watched.untilStatus("marker", "running");
    expect([...(watched.containers?.keys() ?? [])]).toEqual(["marker"]);
  });

  test("a list under way does not bring back a container that was destroyed meanwhile", async () => {
    const engine = await fake();
    engine.add(new FakeContainer("a").start(), new FakeContainer("b").start());
    const watched = await connected(engine);
    const stale = [...engine.containers.values()].map((container) => container.entry());
    let held: ServerResponse | undefined;
    engine.on("/containers/json", (_request, response) => {
      held = response;
      return true;
    });
    const relisted = watched.engine.relist();
    await eventually("it asks", () => held !== undefined);
    engine.containers.delete("a");
    engine.tell("destroy", "a");
    await watched.until("it is gone", () => watched.containers?.size === 1);
    if (held) answer(held, 200, stale);
    await relisted;
    expect([...(watched.containers?.keys() ?? [])]).toEqual(["b"]);
  });

  test("what happens while a list is under way is asked about after it", async () => {
    const engine = await fake();
    const container = new FakeContainer("a").start();
    engine.add(container);
    const watched = watch(engine);
    const stale = [container.entry()];
    let held: ServerResponse | undefined;
    engine.on("/containers/json", (_request, response) => {
      if (held) return false;
      held = response;
      return true;
    });
    watched.engine.start();
    await eventually("it asks", () => held !== undefined);
    container.stop(2);
    engine.tell("die", "a");
    if (held) answer(held, 200, stale);
    await watched.untilStatus("a", "exited");
    expect(watched.containers?.get("a")).toMatchObject({ exitCode: 2 });
  });

  test("a container of no project is told too, and moves to its new name", async () => {
    const engine = await fake();
    const container = FakeContainer.loose("a", "web").start();
    engine.add(container);
    const watched = await connected(engine);
    expect(watched.containers?.get("a")?.labels).toMatchObject({ project: "", service: "web" });
    await watched.until("its start is known", () => watched.containers?.get("a")?.startedAt !== undefined);
    container.name = "api";
    engine.tell("rename", "a");
    await watched.until("it has moved", () => watched.containers?.get("a")?.labels.service === "api");
    expect(watched.containers?.get("a")).toMatchObject({ name: "api", status: "running" });
    expect(watched.containers?.get("a")?.startedAt).toBeDefined();
  });

  test("an unchanged container is not told again", async () => {
    const engine = await fake();
    engine.add(new FakeContainer("a").start());
    const watched = await connected(engine);
    await watched.until("its start is known", () => watched.containers?.get("a")?.startedAt !== undefined);
    const before = watched.changes.length;
    engine.tell("update", "a");
    engine.add(new FakeContainer("marker").start());
    engine.tell("create", "marker");
    await watched.untilStatus("marker", "running");
    expect(watched.changes.slice(before)).toMatchObject([{ kind: "changed", container: { id: "marker" } }]);
  });

  test("a flood, junk among it, leaves what is true", async () => {
    const engine = await fake();
    const containers = Array.from({ length: 60 }, (_, index) => new FakeContainer(`c${index}`).start());
    engine.add(...containers);
    const watched = await connected(engine);
    engine.write("{broken\n\n[]\n");
    for (let round = 0; round < 200; round++) for (const { id } of containers) engine.tell("kill", id);
    for (const container of containers) {
      container.stop(9);
      engine.tell("die", container.id);
    }
    await watched.until("all have ended", () =>
      [...(watched.containers?.values() ?? [])].every(({ exitCode }) => exitCode === 9),
    );
    expect(watched.containers?.size).toBe(60);
    expect(watched.warnings).toHaveLength(1);
  });

  test("a container that can't be asked about for a moment is asked about again", async () => {
    const engine = await fake();
    const container = new FakeContainer("a").start();
    engine.add(container);
    const watched = await connected(engine);
    await watched.until("its start is known", () => watched.containers?.get("a")?.startedAt !== undefined);
    let failures = 0;
    engine.on("/containers/a/json", (_request, response) => {
      if (++failures > 2) return false;
      answer(response, 500, { message: "driver busy" });
      return true;
    });
    container.stop(1);
    engine.tell("die", "a");
    await watched.untilStatus("a", "exited");
    expect(watched.engine.state.kind).toBe("connected");
  });

  test("of sixty containers at once cost a few lists, and no inspection is waited for", async () => {
    const engine = await fake();
    const containers = Array.from({ length: 60 }, (_, index) => new FakeContainer(`c${index}`).start());
    engine.add(...containers);
    const watched = await connected(engine);
    // Docker keeps inspections waiting for seconds while it restarts a container (28.5).
    for (const { id } of containers) engine.on(`/containers/${id}/json`, () => true);
    const before = engine.requests.filter((request) => request.includes("/containers/json")).length;
    for (const container of containers) {
      container.stop(9);
      engine.tell("die", container.id);
    }
    await watched.until("all have ended", () =>
      [...(watched.containers?.values() ?? [])].every(({ exitCode }) => exitCode === 9),
    );
    const lists = engine.requests.filter((request) => request.includes("/containers/json")).length - before;
    expect(lists).toBeLessThan(60);
  });

  test("whose inspection is kept waiting too long does not make a living engine unreachable", async () => {
    const engine = await fake();
    const container = new FakeContainer("a").start();
    engine.add(container);
    const watched = await connected(engine);
    await watched.until("its start is known", () => watched.containers?.get("a")?.startedAt !== undefined);
    let asked = 0;
    engine.on("/containers/a/json", () => ++asked === 1);
    container.stop(1).start();
    engine.tell("start", "a");
    await eventually("it gave up and asked again", () => asked === 2);
    expect(engine.requests.some((request) => request.includes("/_ping"))).toBe(true);
    expect(watched.kinds).not.toContain("unreachable");
  });

  test("at most eight containers are asked about at once", async () => {
    const engine = await fake();
    let now = 0;
    let most = 0;
    for (let index = 0; index < 40; index++) {
      const id = `c${index}`;
      engine.add(new FakeContainer(id).start());
      engine.on(`/containers/${id}/json`, async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now--;
        return false;
      });
    }
    const watched = await connected(engine);
    await watched.until("all starts are known", () =>
      [...(watched.containers?.values() ?? [])].every(({ startedAt }) => startedAt !== undefined),
    );
    expect(most).toBeLessThanOrEqual(8);
    expect(most).toBeGreaterThan(1);
  });
});

describe("a connection that ends", () => {
  test("an engine that stops is told lost, and listed again when it is back", async () => {
    const engine = await fake();
    const container = new FakeContainer("a").start();
    engine.add(container);
    const watched = await connected(engine);
    await engine.stop();
    await watched.until("it is lost", () => watched.containers === undefined);
    expect(watched.engine.state).toMatchObject({ kind: "unreachable", endpoint: engine.endpoint });
    container.stop(0);
    await engine.listen();
    await watched.untilStatus("a", "exited");
    expect(watched.kinds).toEqual(["connecting", "connected", "unreachable", "connected"]);
  });

  test("one that is there again at once is not told lost, only listed again", async () => {
    const engine = await fake();
    engine.add(new FakeContainer("a").start());
    const watched = await connected(engine);
    const before = watched.changes.filter(({ kind }) => kind === "listed").length;
    engine.add(new FakeContainer("b").start());
    engine.breakConnections();
    await watched.untilStatus("b", "running");
    expect(watched.changes.filter(({ kind }) => kind === "listed").length).toBe(before + 1);
    expect(watched.changes.some(({ kind }) => kind === "lost")).toBe(false);
    expect(watched.kinds).toEqual(["connecting", "connected"]);
  });

  test("one that breaks again and again is not asked in a loop", async () => {
    const engine = await fake();
    engine.on("/events", (_request, response) => {
      response.end();
      return true;
    });
    const watched = watch(engine);
    watched.engine.start();
    await watched.until("it is unreachable", () => watched.engine.state.kind === "unreachable");
    const asked = engine.requests.filter((path) => path === "/events").length;
    expect(asked).toBeLessThanOrEqual(3);
  });

  test("events after the last that was heard are asked for", async () => {
    const engine = await fake();
    const watched = await connected(engine);
    const start = Math.floor(Date.now() / 1000) - 10;
    engine.breakConnections();
    await eventually(
      "it asks again",
      () => engine.requests.filter((path) => path === "/events").length === 2,
    );
    const since = engine.queries
      .filter((query) => query.has("since"))
      .map((query) => Number(query.get("since")));
    expect(since).toHaveLength(2);
    for (const seconds of since) expect(seconds).toBeGreaterThan(start);
    watched.engine.dispose();
  });

  test("an engine that said something in the last minute is not asked for a sign of life", async () => {
    const engine = await fake();
    const watched = await connected(engine);
    const asked = () => engine.requests.filter((path) => path === "/events").length;
    expect(await watched.engine.checkAlive(60_000)).toBe(true);
    expect(asked()).toBe(1);
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 61_000);
    expect(await watched.engine.checkAlive(60_000)).toBe(true);
    expect(asked()).toBe(2);
    // The answer was a sign of life, too.
    expect(await watched.engine.checkAlive(60_000)).toBe(true);
    expect(asked()).toBe(2);
    clock.mockRestore();
    watched.engine.dispose();
  });

  test("an engine that hangs is found out by a sign of life that does not come", async () => {
    const engine = await fake();
    const watched = await connected(engine);
    expect(await watched.engine.checkAlive()).toBe(true);
    for (const path of ["/_ping", "/events", "/containers/json"]) engine.on(path, () => true);
    expect(await watched.engine.checkAlive()).toBe(false);
    await watched.until("it is unreachable", () => watched.engine.state.kind === "unreachable");
    expect(watched.engine.state).toMatchObject({ reason: expect.stringContaining("does not answer") });
    for (const path of ["/_ping", "/events", "/containers/json"]) engine.off(path);
    await watched.until("it is connected", () => watched.engine.state.kind === "connected");
  }, 20_000);

  test("asking for the list while it is away tries at once, and resolves with what came of it", async () => {
    const engine = await fake();
    const watched = await connected(engine);
    await engine.stop();
    await watched.until("it is lost", () => watched.containers === undefined);
    await watched.engine.relist();
    expect(watched.engine.state.kind).toBe("unreachable");
    await engine.listen();
    await watched.engine.relist();
    expect(watched.engine.state.kind).toBe("connected");
  });
});

describe("listing again", () => {
  test("keeps what a list does not tell", async () => {
    const engine = await fake();
    engine.add(new FakeContainer("a").start());
    const watched = await connected(engine);
    await watched.until("its start is known", () => watched.containers?.get("a")?.startedAt !== undefined);
    hold(engine, "/containers/a/json");
    await watched.engine.relist();
    expect(watched.containers?.get("a")?.startedAt).toBeDefined();
  });

  test("asked for while one is under way, another follows it", async () => {
    const engine = await fake();
    const watched = await connected(engine);
    const before = engine.requests.filter((path) => path === "/containers/json").length;
    await Promise.all([watched.engine.relist(), watched.engine.relist(), watched.engine.relist()]);
    expect(engine.requests.filter((path) => path === "/containers/json").length).toBe(before + 2);
  });
});

describe("the end", () => {
  test("closes every connection, also while it connects, and tells nothing any more", async () => {
    const engine = await fake();
    engine.add(new FakeContainer("a").start());
    const watched = await connected(engine);
    const pending = watched.engine.inspectRaw("a", new AbortController().signal);
    watched.engine.dispose();
    await pending.catch(() => {});
    const told = watched.changes.length;
    engine.tell("die", "a");
    await eventually("all are closed", () => engine.connections === 0);
    expect(watched.changes.length).toBe(told);
    const early = watch(engine);
    early.engine.start();
    early.engine.dispose();
    await eventually("all are closed", () => engine.connections === 0);
    expect(early.kinds).toEqual(["connecting"]);
  });

  test("ends a wait for the next attempt", async () => {
    const engine = await FakeEngine.create();
    cleanups.push(() => engine.remove());
    const watched = watch(engine);
    watched.engine.start();
    await watched.until("it is unreachable", () => watched.engine.state.kind === "unreachable");
    const relisted = watched.engine.relist();
    watched.engine.dispose();
    await relisted;
    await watched.engine.relist();
    expect(await watched.engine.checkAlive()).toBe(false);
  });
});
