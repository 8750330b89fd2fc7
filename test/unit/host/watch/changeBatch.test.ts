import { expect, test } from "vitest";
import { ChangeBatch, MOST_SOURCES } from "../../../../src/host/watch/changeBatch.ts";

test("each file is told once, and then no more", () => {
  const batch = new ChangeBatch();
  expect(batch.isEmpty).toBe(true);
  batch.addSource("/w/src/main.rs", "/w");
  batch.addSource("/w/src/main.rs", "/w");
  batch.addSource("/w/stack.yml", "/w");
  batch.addCompose("/w/stack.yml");
  expect(batch.isEmpty).toBe(false);
  expect(batch.take().sort()).toEqual(["/w/src/main.rs", "/w/stack.yml"]);
  expect(batch.isEmpty).toBe(true);
  expect(batch.take()).toEqual([]);
});

test("of too many, the folder is told instead, and compose files by their names all the same", () => {
  const batch = new ChangeBatch();
  for (let index = 0; index < MOST_SOURCES; index++) batch.addSource(`/w/${index}.rs`, "/w");
  batch.addSource("/w/0.rs", "/w");
  expect(batch.take()).toHaveLength(MOST_SOURCES);
  for (let index = 0; index < 3 * MOST_SOURCES; index++) batch.addSource(`/w/${index}.rs`, "/w");
  batch.addCompose("/w/compose.yaml");
  const told = batch.take();
  expect(told).toHaveLength(MOST_SOURCES + 2);
  expect(told.slice(0, 2)).toEqual(["/w/compose.yaml", "/w"]);
});
