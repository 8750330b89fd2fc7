import { afterEach, describe, expect, test } from "vitest";
import { followService } from "../../../../src/core/logs/followService.ts";
import type { LogHub } from "../../../../src/core/logs/logHub.ts";
import { type LogStoreLimits, STORE_LIMITS } from "../../../../src/core/logs/logStore.ts";
import type { LogChunk } from "../../../../src/shared/protocol.ts";
import { FakeContainer } from "../engine/support/fakeContainer.ts";
import { answer, FakeEngine } from "../engine/support/fakeEngine.ts";
import { LogReader } from "../engine/support/logReader.ts";
import { Watched } from "../engine/support/watched.ts";
import { hubOf } from "./support/hubOf.ts";

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
  readonly hub: LogHub;
}

interface FollowOptions {
  readonly tail?: number;
  readonly emit?: (chunk: LogChunk) => Promise<void>;
  readonly limits?: LogStoreLimits;
}

async function follow(
  containers: readonly FakeContainer[],
  { tail = 100, emit, limits = STORE_LIMITS }: FollowOptions = {},
): Promise<Followed> {
  const engine = await FakeEngine.start();
  cleanups.push(() => engine.remove());
  engine.add(...containers);
  const watched = new Watched(engine.endpoint);
  cleanups.push(() => watched.engine.dispose());
  watched.engine.start();
  await watched.until("it is connected", () => watched.containers !== undefined);
  const hub = hubOf(watched, { limits });
  cleanups.push(() => hub.dispose());
  const reader = new LogReader();
  const abort = new AbortController();
  const done = followService({
    hub,
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
  return { engine, reader, watched, abort, done, hub };
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

  test("a reader that is slow holds nothing up, and is told what it missed", async () => {
    const container = new FakeContainer("a").start();
    const gate = Promise.withResolvers<void>();
    const first = Promise.withResolvers<void>();
    const all = Promise.withResolvers<void>();
    const chunks: LogChunk[] = [];
    const emit = async (chunk: LogChunk) => {
      chunks.push(chunk);
      first.resolve();
      if (chunk.kind === "text" && chunk.text.endsWith("line 999\n")) all.resolve();
      await gate.promise;
    };
    container.print(at(0), "first\n");
    const { hub, engine } = await follow([container], { emit, limits: { perContainer: 65_536, total: 1e6 } });
    await first.promise;
    const read = Promise.withResolvers<void>();
    hub.watch("a", {
      lines: (_id, lines) => {
        if (lines.some(({ bytes }) => bytes.includes("line 999"))) read.resolve();
      },
      mark() {},
    });
    for (let line = 0; line < 1_000; line++)
      container.print(at(line + 1), `${"x".repeat(991)} line ${line}\n`);
    await read.promise;
    expect(chunks).toHaveLength(1);
    gate.resolve();
    await all.promise;
    const note = chunks.find(({ kind }) => kind === "note")?.text ?? "";
    const skipped = Number(/^backend-1: (\d+) lines were skipped here: they came faster/.exec(note)?.[1]);
    const shown = chunks.flatMap((chunk) => (chunk.kind === "text" ? chunk.text.trimEnd().split("\n") : []));
    expect(shown.length + skipped).toBe(1_001);
    expect(engine.requests.filter((path) => path === "/containers/a/logs")).toHaveLength(2);
  });

  test("ends when it is told to, with every connection closed", async () => {
    const container = new FakeContainer("a").start().print(at(1), "one\n");
    const { reader, abort, done, hub } = await follow([container]);
    await reader.until("one\n");
    container.print(at(2), "two\n");
    await reader.until("two\n");
    expect(container.followers).toBe(1);
    abort.abort();
    await done;
    hub.dispose();
    await container.untilFollowers(0);
    container.print(at(3), "three\n");
    expect(reader.shown).toBe("one\ntwo\n");
  });

  test("a reader that fails ends it with the reader's error", async () => {
    const container = new FakeContainer("a").start().print(at(1), "one\n");
    const emit = () => Promise.reject(new Error("the window is gone"));
    const { done } = await follow([container], { emit });
    await expect(done).rejects.toThrow("the window is gone");
  });
});
