import { beforeEach, describe, expect, it } from "vitest";
import { ActionQueue, type QueuedAction } from "../../../../src/core/compose/queue.ts";
import type { ActionResult } from "../../../../src/shared/protocol.ts";

const UP: QueuedAction = { kind: "up", services: [] };
const STOP: QueuedAction = { kind: "stop", services: ["web"] };

let queue: ActionQueue;
let now: number;
let told: string[];

beforeEach(() => {
  now = 1_000;
  told = [];
  queue = new ActionQueue(() => now);
  queue.onDidChange(({ stackId, actions }) => {
    told.push(`${stackId}: ${actions.map(({ kind, phase }) => `${kind} ${phase}`).join(", ")}`);
  });
});

/** An action that goes on until it is told how it ended. */
function work() {
  const ended = Promise.withResolvers<ActionResult>();
  const began = Promise.withResolvers<AbortSignal>();
  return {
    run: (signal: AbortSignal) => {
      began.resolve(signal);
      return ended.promise;
    },
    began: began.promise,
    end: (result: ActionResult = { kind: "done" }) => ended.resolve(result),
  };
}

function never(): AbortSignal {
  return new AbortController().signal;
}

describe("one stack", () => {
  it("has one action at work, the others wait in their order", async () => {
    const first = work();
    const second = work();
    const results = [queue.run("shop", UP, never(), first.run), queue.run("shop", STOP, never(), second.run)];
    await first.began;
    expect(queue.actions("shop")).toEqual([
      { kind: "up", services: [], phase: "running", since: 1_000 },
      { kind: "stop", services: ["web"], phase: "queued", since: 1_000 },
    ]);
    now = 2_000;
    first.end();
    await second.began;
    expect(queue.actions("shop")).toEqual([
      { kind: "stop", services: ["web"], phase: "running", since: 2_000 },
    ]);
    second.end({ kind: "failed", summary: "no" });
    expect(await Promise.all(results)).toEqual([{ kind: "done" }, { kind: "failed", summary: "no" }]);
    expect(queue.actions("shop")).toEqual([]);
    expect(told.at(-1)).toBe("shop: ");
  });

  it("goes on after an action that threw", async () => {
    const failing = queue.run("shop", UP, never(), () => Promise.reject(new Error("no")));
    const next = queue.run("shop", STOP, never(), async () => ({ kind: "done" }));
    await expect(failing).rejects.toThrow("no");
    expect(await next).toEqual({ kind: "done" });
    expect(queue.actions("shop")).toEqual([]);
  });
});

it("lets different stacks act at the same time", async () => {
  const first = work();
  const second = work();
  void queue.run("shop", UP, never(), first.run);
  void queue.run("mail", UP, never(), second.run);
  await Promise.all([first.began, second.began]);
  first.end();
  second.end();
});

describe("cancelling", () => {
  it("takes a waiting action out, which then never begins", async () => {
    const first = work();
    const abort = new AbortController();
    const running = queue.run("shop", UP, never(), first.run);
    let began = false;
    const waiting = queue.run("shop", STOP, abort.signal, async () => {
      began = true;
      return { kind: "done" };
    });
    await first.began;
    abort.abort();
    expect(await waiting).toEqual({ kind: "cancelled" });
    expect(queue.actions("shop").map(({ kind }) => kind)).toEqual(["up"]);
    first.end();
    await running;
    expect(began).toBe(false);
  });

  it("keeps a running action's place until it has really ended", async () => {
    const first = work();
    const second = work();
    const abort = new AbortController();
    const running = queue.run("shop", UP, abort.signal, first.run);
    const waiting = queue.run("shop", STOP, never(), second.run);
    const signal = await first.began;
    abort.abort();
    expect(signal.aborted).toBe(true);
    expect(queue.actions("shop").map(({ phase }) => phase)).toEqual(["cancelling", "queued"]);
    first.end({ kind: "cancelled" });
    expect(await running).toEqual({ kind: "cancelled" });
    await second.began;
    second.end();
    expect(await waiting).toEqual({ kind: "done" });
  });

  it("does nothing for a signal that has aborted before", async () => {
    expect(await queue.run("shop", UP, AbortSignal.abort(), work().run)).toEqual({ kind: "cancelled" });
    expect(told).toEqual([]);
  });
});

describe("disposing", () => {
  it("cancels what runs and what waits, and takes nothing more", async () => {
    const first = work();
    const running = queue.run("shop", UP, never(), first.run);
    const waiting = queue.run("shop", STOP, never(), work().run);
    const signal = await first.began;
    queue.dispose();
    expect(signal.aborted).toBe(true);
    expect(await waiting).toEqual({ kind: "cancelled" });
    expect(await queue.run("shop", UP, never(), work().run)).toEqual({ kind: "cancelled" });
    first.end({ kind: "cancelled" });
    expect(await running).toEqual({ kind: "cancelled" });
  });
});
