import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  ConnectionLimit,
  MAX_CONNECTIONS,
  type Purpose,
} from "../../../../src/core/engine/connectionLimit.ts";
import type { Disposable } from "../../../../src/shared/disposable.ts";

let limit: ConnectionLimit;
let granted: Purpose[];

beforeEach(() => {
  vi.useFakeTimers();
  limit = new ConnectionLimit();
  granted = [];
});

afterEach(() => {
  vi.useRealTimers();
});

async function take(purpose: Purpose, signal?: AbortSignal, onWaiting?: () => void): Promise<Disposable> {
  const lease = await limit.take(purpose, signal, onWaiting);
  granted.push(purpose);
  return lease;
}

function takeAll(purpose: Purpose, count: number): Promise<Disposable>[] {
  return Array.from({ length: count }, () => take(purpose));
}

function settle(): Promise<unknown> {
  return vi.advanceTimersByTimeAsync(0);
}

test("whatever is asked for, no more are given out than there are", async () => {
  for (const purpose of ["log", "details", "list", "events"] as const) void takeAll(purpose, 20);
  await settle();
  expect(granted).toHaveLength(MAX_CONNECTIONS);
});

test("logs that are followed leave room for events, lists and details", async () => {
  void takeAll("log", 12);
  await settle();
  expect(granted.length).toBeLessThan(MAX_CONNECTIONS - 2);
  await Promise.all([take("details"), take("list"), take("events")]);
  expect(granted.slice(-3)).toEqual(["details", "list", "events"]);
});

test("who asked first is served first, lists before details before logs", async () => {
  const held = await Promise.all([...takeAll("list", 7)]);
  granted = [];
  void takeAll("log", 1);
  void takeAll("details", 1);
  void takeAll("list", 1);
  await settle();
  expect(granted).toEqual([]);
  for (const lease of held.slice(0, 3)) {
    lease.dispose();
    await settle();
  }
  expect(granted).toEqual(["list", "details", "log"]);
});

test("a wait is told when a person would notice, and that it is over", async () => {
  const told: number[] = [];
  limit.onDidChangeWaiting(() => told.push(limit.waiting));
  const first = await take("events");
  const notes: string[] = [];
  const second = take("events", undefined, () => notes.push("waits"));
  await vi.advanceTimersByTimeAsync(500);
  expect(limit.waiting).toBe(0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(limit.waiting).toBe(1);
  expect(notes).toEqual(["waits"]);
  first.dispose();
  await second;
  expect(told).toEqual([1, 0]);
});

test("who gives up waiting takes nothing", async () => {
  const first = await take("events");
  const abort = new AbortController();
  const second = take("events", abort.signal);
  second.catch(() => {});
  abort.abort(new Error("not needed any more"));
  first.dispose();
  await expect(second).rejects.toThrow("not needed any more");
  await expect(take("events")).resolves.toBeDefined();
});

test("giving back twice is giving back once", async () => {
  const first = await take("events");
  first.dispose();
  const second = await take("events");
  first.dispose();
  void take("events");
  await settle();
  expect(granted).toHaveLength(2);
  second.dispose();
  await settle();
  expect(granted).toHaveLength(3);
});
