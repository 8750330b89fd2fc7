import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeContainer } from "./support/fakeContainer.ts";
import { FakeEngine } from "./support/fakeEngine.ts";
import { Watched } from "./support/watched.ts";

let fake: FakeEngine;
let watched: Watched;

beforeEach(async () => {
  fake = await FakeEngine.start();
  fake.add(new FakeContainer("a").start(), new FakeContainer("b", "db").start());
  watched = new Watched(fake.endpoint);
  watched.engine.start();
  await watched.until("all is known", () =>
    ["a", "b"].every((id) => watched.containers?.get(id)?.startedAt !== undefined),
  );
});

afterEach(async () => {
  watched.engine.dispose();
  await fake.remove();
});

test("a sign of life comes by a new event stream, in place of the one before", async () => {
  fake.requests.length = 0;
  expect(await Promise.all([watched.engine.checkAlive(), watched.engine.checkAlive()])).toEqual([true, true]);
  expect(fake.requests.filter((path) => path === "/events")).toHaveLength(1);
  fake.containers.get("a")?.stop(1);
  fake.tell("die", "a");
  await watched.untilStatus("a", "exited");
  expect(fake.listeners).toBe(1);
  expect(watched.kinds).toEqual(["connecting", "connected"]);
});

test("what happened without being told is seen, and nobody else is asked about", async () => {
  fake.containers.get("a")?.stop(1);
  fake.containers.delete("b");
  fake.add(new FakeContainer("new").start());
  fake.requests.length = 0;
  expect(await watched.engine.checkAlive()).toBe(true);
  await watched.untilStatus("a", "exited");
  await watched.until("the new one is known", () => watched.containers?.get("new")?.startedAt !== undefined);
  await watched.until("the other is gone", () => watched.containers?.has("b") === false);
  expect(fake.requests.filter((path) => path === "/containers/b/json")).toEqual([]);
});

test("asks for events and a list, and for nothing more where nothing happened", async () => {
  fake.requests.length = 0;
  const changes = watched.changes.length;
  expect(await watched.engine.checkAlive()).toBe(true);
  // Comes behind what the sign of life asks for.
  fake.add(new FakeContainer("marker").start());
  fake.tell("create", "marker");
  await watched.until("it is known", () => watched.containers?.get("marker")?.startedAt !== undefined);
  expect(fake.requests.filter((path) => /^\/containers\/(?:a|b)\//.test(path))).toEqual([]);
  expect(watched.changes.slice(changes).map((change) => change.kind)).not.toContain("listed");
});

test("where no answer comes, the engine is told as unreachable", async () => {
  for (const path of ["/events", "/containers/json"]) fake.on(path, () => true);
  expect(await watched.engine.checkAlive()).toBe(false);
  await watched.until("it is unreachable", () => watched.engine.state.kind === "unreachable");
});
