import { afterEach, describe, expect, test } from "vitest";
import type { LogHub, LogHubPorts } from "../../../../src/core/logs/logHub.ts";
import { Emitter } from "../../../../src/shared/event.ts";
import { FakeContainer } from "../engine/support/fakeContainer.ts";
import { answer, FakeEngine } from "../engine/support/fakeEngine.ts";
import { Watched } from "../engine/support/watched.ts";
import { Heard } from "./support/heard.ts";
import { hubOf } from "./support/hubOf.ts";

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const at = (seconds: number) => seconds * 1e9;

async function setUp(
  containers: readonly FakeContainer[],
  options: Partial<LogHubPorts> = {},
): Promise<{ engine: FakeEngine; watched: Watched; hub: LogHub }> {
  const engine = await FakeEngine.start();
  cleanups.push(() => engine.remove());
  engine.add(...containers);
  const watched = new Watched(engine.endpoint);
  cleanups.push(() => watched.engine.dispose());
  watched.engine.start();
  await watched.until("all are known", () => watched.containers?.size === containers.length);
  const hub = hubOf(watched, options);
  cleanups.push(() => hub.dispose());
  return { engine, watched, hub };
}

function logRequests(engine: FakeEngine): number {
  return engine.requests.filter((path) => path.endsWith("/logs")).length;
}

describe("reading a container's log", () => {
  test("tells what there is, that this is all of it, and then what comes", async () => {
    const container = new FakeContainer("a").start().print(at(1), "one\n");
    const { hub } = await setUp([container]);
    const heard = new Heard();
    hub.follow("a", heard);
    await heard.until("[caughtUp]");
    container.print(at(2), "two\n");
    await heard.until("two");
    expect(heard.all).toEqual(["one", "[caughtUp]", "two"]);
  });

  test("says it where there was more than is read back", async () => {
    const container = new FakeContainer("a").start();
    for (let line = 0; line < 10_001; line++) container.print(at(1) + line, `${line}\n`);
    const { hub } = await setUp([container]);
    const [first, second] = [new Heard(), new Heard()];
    hub.follow("a", first);
    await first.until("[caughtUp cut]");
    hub.follow("a", second);
    expect(first.all.slice(0, 1)).toEqual(["1"]);
    expect(second.all).toEqual(first.all);
  });

  test("of one that has ended says how, and that it was all, in one request", async () => {
    const container = new FakeContainer("a").start().print(at(1), "one\n").stop(101);
    const { hub, engine } = await setUp([container]);
    const heard = new Heard();
    hub.follow("a", heard);
    await heard.until("[exited 101]");
    expect(heard.all).toEqual(["one", "[caughtUp]", "[exited 101]"]);
    expect(logRequests(engine)).toBe(1);
  });

  test("happens once, however many listen; who comes later is told all of it", async () => {
    const container = new FakeContainer("a").start().print(at(1), "one\n");
    const { hub, engine } = await setUp([container]);
    const [first, second] = [new Heard(), new Heard()];
    hub.follow("a", first);
    await first.until("[caughtUp]");
    container.print(at(2), "two\n");
    await first.until("two");
    const subscription = hub.follow("a", second);
    expect(second.all).toEqual(["one", "two", "[caughtUp]"]);
    container.print(at(3), "three\n");
    await second.until("three");
    subscription.dispose();
    container.print(at(4), "four\n");
    await first.until("four");
    expect(second.all).not.toContain("four");
    expect(logRequests(engine)).toBe(2);
  });

  test("goes on for a moment when nobody listens any more, and ends then, with all of it forgotten", async () => {
    const container = new FakeContainer("a").start().print(at(1), "one\n");
    const { hub, engine } = await setUp([container], { graceMs: 50 });
    const first = new Heard();
    const subscription = hub.follow("a", first);
    await first.until("[caughtUp]");
    await container.untilFollowers(1);
    subscription.dispose();
    expect(hub.isRead("a")).toBe(false);
    const again = new Heard();
    const second = hub.follow("a", again);
    expect(again.all).toEqual(["one", "[caughtUp]"]);
    expect(logRequests(engine)).toBe(2);
    second.dispose();
    second.dispose();
    await container.untilFollowers(0);
    expect(hub.store.size).toBe(0);
  });

  test("a listener that fails ends nobody's reading", async () => {
    const errors: string[] = [];
    const logger = { debug() {}, info() {}, warn() {}, error: (text: string) => errors.push(text) };
    const container = new FakeContainer("a").start();
    const { hub } = await setUp([container], { logger });
    const heard = new Heard();
    hub.follow("a", {
      lines() {
        throw new Error("no");
      },
      mark() {},
    });
    hub.follow("a", heard);
    container.print(at(1), "one\n");
    await heard.until("one");
    expect(errors).toEqual([expect.stringContaining("no")]);
  });

  test("what the store no longer holds is told as missing to who comes later", async () => {
    const container = new FakeContainer("a").start();
    for (let line = 0; line < 2_000; line++) container.print(at(line), `${"x".repeat(90)} ${line}\n`);
    const { hub } = await setUp([container], { limits: { perContainer: 64 * 1024, total: 1e6 } });
    const [first, second] = [new Heard(), new Heard()];
    hub.follow("a", first);
    await first.until("[caughtUp]");
    expect(first.lineCount).toBe(2_000);
    hub.follow("a", second);
    expect(second.all[0]).toBe("[missing]");
    expect(second.lineCount).toBe(2_000 - hub.store.dropped("a"));
  });

  test("a log that grew by more than is asked for while it was away is read whole", async () => {
    const container = new FakeContainer("a").start().print(at(1), "one\n");
    const { hub, engine, watched } = await setUp([container]);
    const heard = new Heard();
    hub.follow("a", heard);
    await heard.until("[caughtUp]");
    await container.untilFollowers(1);
    await engine.stop();
    await watched.until("it is lost", () => watched.containers === undefined);
    for (let line = 0; line < 25_000; line++) container.print(at(2) + line, `${line}\n`);
    await engine.listen();
    await heard.until("24999");
    expect(heard.lineCount).toBe(25_001);
    expect(heard.all).not.toContain("[missing]");
  });

  test("a driver that keeps nothing is a mark, also for who comes later", async () => {
    const container = new FakeContainer("a").start();
    const { hub, engine } = await setUp([container]);
    engine.on("/containers/a/logs", (_request, response) => {
      answer(response, 501, { message: "configured logging driver does not support reading" });
      return true;
    });
    const [first, second] = [new Heard(), new Heard()];
    hub.follow("a", first);
    await first.until("[unreadable]");
    hub.follow("a", second);
    expect(second.all).toEqual(["[unreadable]"]);
    expect(hub.isReadBack("a")).toBe(true);
  });

  test("a container that is not known yet is read when it is", async () => {
    const { hub, engine } = await setUp([]);
    const heard = new Heard();
    hub.follow("late", heard);
    engine.add(new FakeContainer("late").start().print(at(1), "one\n"));
    engine.tell("start", "late");
    await heard.until("one");
  });

  test("nothing is read after the end", async () => {
    const { hub, engine } = await setUp([new FakeContainer("a").start().print(at(1), "one\n")]);
    hub.dispose();
    const heard = new Heard();
    hub.follow("a", heard).dispose();
    expect([logRequests(engine), heard.all]).toEqual([0, []]);
  });
});

test("another way to the same engine goes on where the log was; one that is another says nothing of it", async () => {
  const container = new FakeContainer("a").start().print(at(1), "one\n");
  const { watched, engine } = await setUp([container]);
  const changed = new Emitter<void>();
  let current: Watched = watched;
  let known = true;
  const hub = hubOf(watched, {
    connected: () => current.engine,
    container: (id) => (known ? current.containers?.get(id) : undefined),
    onContainersChanged: changed.event,
  });
  cleanups.push(() => hub.dispose());
  const heard = new Heard();
  hub.follow("a", heard);
  await heard.until("[caughtUp]");
  await container.untilFollowers(1);
  known = false;
  current = new Watched(engine.endpoint);
  cleanups.push(() => current.engine.dispose());
  watched.engine.dispose();
  changed.fire();
  await container.untilFollowers(0);
  current.engine.start();
  await current.until("it runs", () => current.containers?.get("a") !== undefined);
  container.print(at(2), "two\n");
  expect(heard.all).toEqual(["one", "[caughtUp]"]);
  known = true;
  changed.fire();
  await heard.until("two");
  expect(heard.all).toEqual(["one", "[caughtUp]", "two"]);
});
