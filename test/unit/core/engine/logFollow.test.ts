import { afterEach, describe, expect, test } from "vitest";
import { followService } from "../../../../src/core/engine/logFollow.ts";
import type { LogChunk } from "../../../../src/shared/protocol.ts";
import { FakeContainer } from "./support/fakeContainer.ts";
import { answer, FakeEngine } from "./support/fakeEngine.ts";
import { LogReader } from "./support/logReader.ts";
import { Watched } from "./support/watched.ts";

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Followed {
  readonly engine: FakeEngine;
  readonly reader: LogReader;
  readonly watched: Watched;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

async function follow(
  containers: readonly FakeContainer[],
  { tail = 100, emit }: { tail?: number; emit?: (chunk: LogChunk) => Promise<void> } = {},
): Promise<Followed> {
  const engine = await FakeEngine.start();
  cleanups.push(() => engine.remove());
  engine.add(...containers);
  const watched = new Watched(engine.endpoint);
  cleanups.push(() => watched.engine.dispose());
  watched.engine.start();
  await watched.until("it is connected", () => watched.containers !== undefined);
  const reader = new LogReader();
  const abort = new AbortController();
  const done = followService({
    client: watched.engine.client,
    containers: () => [...(watched.containers?.values() ?? [])],
    onContainersChanged: watched.onChanged,
    tail,
    signal: abort.signal,
    emit: emit ?? reader.emit,
  });
  cleanups.push(() => {
    abort.abort();
    return done.catch(() => {});
  });
  return { engine, reader, watched, abort, done };
}

/** What an engine does when a container ends. */
function end(engine: FakeEngine, container: FakeContainer, exitCode: number): void {
  container.stop(exitCode);
  engine.tell("die", container.id);
}

function restart(engine: FakeEngine, container: FakeContainer): void {
  container.start();
  engine.tell("start", container.id);
}

const at = (seconds: number, nanos = 0) => seconds * 1e9 + nanos;

describe("following a service's log", () => {
  test("shows its tail, and then what comes", async () => {
    const container = new FakeContainer("a").start();
    for (let line = 0; line < 10; line++) container.print(at(line), `line ${line}\n`);
    const { reader } = await follow([container], { tail: 3 });
    await reader.until("line 9\n");
    container.print(at(20), "and more\n");
    await reader.until("and more\n");
    expect(reader.shown).toBe("line 7\nline 8\nline 9\nand more\n");
  });

  test("goes on after a restart, tells its exit code, and repeats nothing", async () => {
    const container = new FakeContainer("a").start();
    container.print(at(1), "one\n").print(at(2), "two\n").print(at(2), "two again\n");
    const { engine, reader } = await follow([container]);
    await reader.until("two again\n");
    end(engine, container, 101);
    await reader.until("exited");
    container.print(at(3), "three\n");
    restart(engine, container);
    await reader.until("three\n");
    expect(reader.shown).toBe(
      "one\ntwo\ntwo again\n[backend-1 exited with code 101]\n[backend-1 started again]\nthree\n",
    );
  });

  test("a restart that is over before anybody asks loses nothing", async () => {
    const container = new FakeContainer("a").start().print(at(1), "one\n");
    const { engine, reader } = await follow([container]);
    await reader.until("one\n");
    container.stop(0).start().print(at(2), "two\n");
    for (const action of ["die", "start", "restart"]) engine.tell(action, "a");
    await reader.until("two\n");
    container.print(at(3), "three\n");
    await reader.until("three\n");
    expect(reader.shown).toBe("one\n[backend-1 was restarted]\ntwo\nthree\n");
  });

  test("a run that was missed whole is shown nevertheless", async () => {
    const container = new FakeContainer("a").start().print(at(1), "one\n");
    const { engine, reader } = await follow([container]);
    await reader.until("one\n");
    end(engine, container, 1);
    await reader.until("exited with code 1");
    container.start().print(at(2), "two\n").stop(2);
    for (const action of ["start", "die"]) engine.tell(action, "a");
    await reader.until("exited with code 2");
    expect(reader.shown).toContain("two\n[backend-1 exited with code 2]");
  });

  test("a recreated container is followed under its new id", async () => {
    const old = new FakeContainer("old").start().print(at(1), "old\n");
    const { engine, reader } = await follow([old]);
    await reader.until("old\n");
    end(engine, old, 143);
    await reader.until("exited");
    const fresh = new FakeContainer("new");
    engine.add(fresh);
    engine.tell("create", "new");
    engine.containers.delete("old");
    engine.tell("destroy", "old");
    fresh.print(at(2), "new\n");
    restart(engine, fresh);
    await reader.until("new\n");
    await reader.until("removed");
    expect(reader.shown).toContain("[backend-1 was created]\n");
  });

  test("several containers of a service are told each", async () => {
    const first = new FakeContainer("a", "backend", 1).start().print(at(1), "from one\n");
    const second = new FakeContainer("b", "backend", 2).start().print(at(1), "from two\n");
    const { reader } = await follow([first, second]);
    await reader.until("from one\n");
    await reader.until("from two\n");
  });

  test("goes on when the engine comes back, and repeats nothing", async () => {
    const container = new FakeContainer("a").start().print(at(1), "one\n");
    const { engine, reader, watched } = await follow([container]);
    await reader.until("one\n");
    await engine.stop();
    await watched.until("it is lost", () => watched.containers === undefined);
    container.print(at(2), "two\n");
    await engine.listen();
    await reader.until("two\n");
    container.print(at(3), "three\n");
    await reader.until("three\n");
    expect(reader.shown).toBe("one\ntwo\nthree\n");
  });

  test("goes on when the engine comes back with the container stopped", async () => {
    const container = new FakeContainer("a").start().print(at(1), "one\n");
    const { engine, reader, watched } = await follow([container]);
    await reader.until("one\n");
    await engine.stop();
    await watched.until("it is lost", () => watched.containers === undefined);
    container.print(at(2), "last words\n").stop(137);
    await engine.listen();
    await reader.until("exited");
    expect(reader.shown).toBe("one\nlast words\n[backend-1 exited with code 137]\n");
  });

  test("says where the log has lost lines", async () => {
    const container = new FakeContainer("a").start().print(at(1), "one\n");
    const { engine, reader } = await follow([container]);
    await reader.until("one\n");
    end(engine, container, 0);
    await reader.until("exited");
    container.dropped = 1;
    container.print(at(9), "nine\n");
    restart(engine, container);
    await reader.until("nine\n");
    expect(reader.shown).toContain("[backend-1 lines are missing here");
  });

  test("a container that never ran is followed from its start", async () => {
    const container = new FakeContainer("a");
    const { engine, reader } = await follow([container]);
    await new Promise((resolve) => setImmediate(resolve));
    container.print(at(1), "hello\n");
    restart(engine, container);
    await reader.until("hello\n");
    expect(reader.shown).toBe("hello\n");
  });

  test("a logging driver that keeps nothing is said once, and not asked again and again", async () => {
    const container = new FakeContainer("a").start();
    const { engine, reader, watched } = await follow([]);
    engine.add(container);
    engine.on("/containers/a/logs", (_request, response) => {
      answer(response, 501, { message: "configured logging driver does not support reading" });
      return true;
    });
    engine.tell("start", "a");
    await reader.until("does not support reading");
    engine.add(new FakeContainer("marker").start());
    engine.tell("start", "marker");
    await watched.untilStatus("marker", "running");
    expect(engine.requests.filter((path) => path === "/containers/a/logs")).toHaveLength(1);
  });

  test("a reader that is slow holds the log back", async () => {
    const container = new FakeContainer("a").start();
    for (let line = 0; line < 1_000; line++) container.print(at(line), `${"x".repeat(8_191)}\n`);
    const gate = Promise.withResolvers<void>();
    const first = Promise.withResolvers<void>();
    const all = Promise.withResolvers<void>();
    let received = 0;
    const emit = async (chunk: LogChunk) => {
      if (chunk.kind === "text") received += chunk.text.length;
      first.resolve();
      if (received >= 1_000 * 8_192) all.resolve();
      await gate.promise;
    };
    const { watched, engine } = await follow([container], { tail: 1_000, emit });
    await first.promise;
    // Whatever could still come would come before the engine's next answers.
    for (let index = 0; index < 20; index++) await watched.engine.relist();
    expect(engine.requests.filter((path) => path === "/containers/json").length).toBeGreaterThan(20);
    expect(received).toBeLessThan(1_000_000);
    gate.resolve();
    await all.promise;
  });

  test("ends when it is told to, with every connection closed", async () => {
    const container = new FakeContainer("a").start().print(at(1), "one\n");
    const { reader, abort, done } = await follow([container]);
    await reader.until("one\n");
    expect(container.followers).toBe(1);
    abort.abort();
    await done;
    container.print(at(2), "two\n");
    expect(reader.shown).toBe("one\n");
  });

  test("a reader that fails ends it with the reader's error", async () => {
    const container = new FakeContainer("a").start().print(at(1), "one\n");
    const emit = () => Promise.reject(new Error("the window is gone"));
    const { done } = await follow([container], { emit });
    await expect(done).rejects.toThrow("the window is gone");
  });
});
