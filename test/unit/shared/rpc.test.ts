import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EMPTY_STATE } from "../../../src/shared/model.ts";
import type { LogChunk } from "../../../src/shared/protocol.ts";
import { RpcClient } from "../../../src/shared/rpcClient.ts";
import { decodeMessage, type Port } from "../../../src/shared/rpcMessages.ts";
import { type Handlers, RpcServer } from "../../../src/shared/rpcServer.ts";

/** Two ends of one wire; what is posted is copied, as a worker's port does. */
function wire(): [Port, Port] {
  const listeners: ((data: unknown) => void)[] = [];
  const end = (self: number): Port => ({
    post: (message) => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => listeners[1 - self]?.(copy));
    },
    listen: (listener) => {
      listeners[self] = listener;
    },
  });
  return [end(0), end(1)];
}

const base: Handlers = {
  initialize: async () => EMPTY_STATE,
  update: async () => null,
  filesChanged: async () => null,
  refresh: async () => null,
  runAction: async () => ({ kind: "done" }),
  followLog: async () => null,
  inspect: async () => "{}",
  shell: async () => ({ title: "", program: "", args: [], env: {} }),
  runCommand: async () => ({ title: "", program: "", args: [], env: {} }),
  planUp: async () => ({ services: [], orphans: [], removesOrphans: false, source: "dry run" }),
  watch: async () => ({ kind: "done" }),
  findService: async () => null,
  contexts: async () => [],
  checkAlive: async () => null,
  builds: async () => [],
  followBuild: async () => null,
  builders: async () => [],
  verifyBytes: async () => [],
  containerFile: async () => "",
  startRecording: async () => null,
  stopRecording: async () => "",
};

function connect(handlers: Partial<Handlers> = {}): { client: RpcClient; server: RpcServer } {
  const [left, right] = wire();
  return { client: new RpcClient(left), server: new RpcServer(right, { ...base, ...handlers }) };
}

const ended = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));

describe("a request", () => {
  test("is answered with the handler's result", async () => {
    const { client } = connect({ inspect: async ({ containerId }) => `{"Id":"${containerId}"}` });
    await expect(client.call("inspect", { containerId: "a1" })).resolves.toBe('{"Id":"a1"}');
  });

  test("fails with the handler's own words", async () => {
    const { client } = connect({
      inspect: async () => {
        throw new Error("That container is gone.");
      },
    });
    await expect(client.call("inspect", { containerId: "a1" })).rejects.toMatchObject({
      code: "failed",
      message: "That container is gone.",
    });
  });

  test("that is cancelled ends on the other side before it rejects", async () => {
    const order: string[] = [];
    const { client } = connect({
      followLog: async (_params, { signal }) => {
        await ended(signal);
        order.push("handler ended");
        throw new Error("aborted");
      },
    });
    const abort = new AbortController();
    const call = client.call(
      "followLog",
      { stackId: "shop", service: "ui", tail: 1 },
      { signal: abort.signal },
    );
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    expect(order).toEqual(["handler ended"]);
  });

  test("that was cancelled before it was sent is never sent", async () => {
    const { client } = connect({ refresh: () => Promise.reject(new Error("was sent")) });
    await expect(client.call("refresh", null, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  test("with a time limit is cancelled on the other side when the time is over", async () => {
    const cancelled = Promise.withResolvers<void>();
    const { client } = connect({
      refresh: async (_params, { signal }) => {
        await ended(signal);
        cancelled.resolve();
        return null;
      },
    });
    await expect(client.call("refresh", null, { timeout: 1 })).rejects.toMatchObject({ code: "timeout" });
    await cancelled.promise;
  });

  test("is rejected when the other side is gone, and so is the next", async () => {
    const { client } = connect({ refresh: () => new Promise(() => {}) });
    const call = client.call("refresh", null);
    client.close("The core has ended.");
    await expect(call).rejects.toMatchObject({ code: "unavailable", message: "The core has ended." });
    await expect(client.call("refresh", null)).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("a stream", () => {
  test("arrives whole and in order, and before the result", async () => {
    const { client } = connect({
      runAction: async (_params, { emit }) => {
        for (let line = 0; line < 100; line++) await emit(`${line}\n`);
        return { kind: "done" };
      },
    });
    let text = "";
    await client.call(
      "runAction",
      { stackId: "shop", kind: "up", services: [] },
      {
        onStream: (part) => {
          text += part;
        },
      },
    );
    expect(text.split("\n").slice(0, -1).map(Number)).toEqual([...Array(100).keys()]);
  });

  test("waits for a reader that does not keep up", async () => {
    let sent = 0;
    const open = Promise.withResolvers<void>();
    const stalled = Promise.withResolvers<void>();
    const { client } = connect({
      followLog: async (_params, { emit }) => {
        for (; sent < 1000; sent++) {
          if (sent === 15) queueMicrotask(() => stalled.resolve());
          await emit({ kind: "note", text: "" });
        }
        return null;
      },
    });
    const call = client.call(
      "followLog",
      { stackId: "shop", service: "ui", tail: 1 },
      { onStream: (_chunk: LogChunk) => open.promise },
    );
    await stalled.promise;
    expect(sent).toBeLessThan(20);
    open.resolve();
    await call;
    expect(sent).toBe(1000);
  });

  test("goes on where its reader throws", async () => {
    const { client } = connect({
      runAction: async (_params, { emit }) => {
        for (let line = 0; line < 50; line++) await emit("x");
        return { kind: "done" };
      },
    });
    const call = client.call(
      "runAction",
      { stackId: "shop", kind: "up", services: [] },
      {
        onStream: () => {
          throw new Error("reader");
        },
      },
    );
    await expect(call).resolves.toEqual({ kind: "done" });
  });
});

test("what the server tells reaches every listener until it unsubscribes", async () => {
  const { client, server } = connect();
  const heard: unknown[] = [];
  const subscription = client.onEvent((event) => heard.push(event.value));
  server.tell("log", { level: "info", text: "one" });
  await client.call("refresh", null);
  subscription.dispose();
  server.tell("log", { level: "info", text: "two" });
  await client.call("refresh", null);
  expect(heard).toEqual([{ level: "info", text: "one" }]);
});

test("no message makes the decoder throw, and only envelopes pass", () => {
  fc.assert(
    fc.property(fc.anything(), (data) => {
      const message = decodeMessage(data);
      expect(message === undefined || message === data).toBe(true);
    }),
  );
  expect(decodeMessage({ kind: "result" })).toBeUndefined();
  expect(decodeMessage({ kind: "request", id: 1 })).toBeUndefined();
  expect(decodeMessage({ kind: "cancel", id: 1 })).toEqual({ kind: "cancel", id: 1 });
});
