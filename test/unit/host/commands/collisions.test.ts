import { expect, test } from "vitest";
import { AcceptedCollisions } from "../../../../src/host/commands/collisions.ts";
import type { Answer } from "../../../../src/host/commands/confirm.ts";
import { FakeMemento } from "../memento.ts";
import { stack } from "../states.ts";

const shop = (...collidesWith: string[]) => stack([], { collidesWith });

function asked(answer: Answer, memory = new FakeMemento()) {
  const stacks: string[] = [];
  const collisions = new AcceptedCollisions(memory, async ({ id }) => {
    stacks.push(id);
    return answer;
  });
  return { collisions, stacks };
}

test("a stack that is alone is not asked about", async () => {
  const { collisions, stacks } = asked("no");
  expect(await collisions.allow(shop())).toBe(true);
  expect(stacks).toEqual([]);
});

test("the answer decides, and is asked for each time", async () => {
  const yes = asked("yes");
  expect(await yes.collisions.allow(shop("/a"))).toBe(true);
  expect(await yes.collisions.allow(shop("/a"))).toBe(true);
  expect(yes.stacks).toEqual(["shop", "shop"]);
  expect(await asked("no").collisions.allow(shop("/a"))).toBe(false);
});

test("a stack whose name every object has is asked about like any other", async () => {
  const yes = asked("always");
  const odd = stack([], { id: "constructor", collidesWith: ["/a"] });
  expect([await yes.collisions.allow(odd), await yes.collisions.allow(odd)]).toEqual([true, true]);
  expect(yes.stacks).toEqual(["constructor"]);
});

test("an answer for good holds for that stack and those folders, in later windows too", async () => {
  const memory = new FakeMemento({ "devloop.acceptedCollisions": { blog: ["/z"] } });
  expect(await asked("always", memory).collisions.allow(shop("/a"))).toBe(true);
  const later = asked("no", memory);
  expect(await later.collisions.allow(shop("/a"))).toBe(true);
  expect(await later.collisions.allow(shop("/a", "/b"))).toBe(false);
  expect(await later.collisions.allow(stack([], { id: "blog", collidesWith: ["/a"] }))).toBe(false);
  expect(await later.collisions.allow(stack([], { id: "blog", collidesWith: ["/z"] }))).toBe(true);
});
