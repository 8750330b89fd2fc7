import { expect, test } from "vitest";
import { mapLimited } from "../../../../src/core/base/mapLimited.ts";

test("works on a few at once and keeps the order", async () => {
  let atWork = 0;
  let most = 0;
  const gates = [0, 1, 2, 3, 4].map(() => Promise.withResolvers<void>());
  const results = mapLimited([0, 1, 2, 3, 4], 2, async (item) => {
    most = Math.max(most, ++atWork);
    await gates[item]?.promise;
    atWork--;
    return item * 10;
  });
  for (const gate of gates.toReversed()) gate.resolve();
  expect(await results).toEqual([0, 10, 20, 30, 40]);
  expect(most).toBe(2);
});

test("rejects with the first error, and takes no items", async () => {
  await expect(mapLimited([1, 2], 2, (item) => Promise.reject(new Error(`${item}`)))).rejects.toThrow("1");
  expect(await mapLimited([], 2, () => Promise.resolve(1))).toEqual([]);
});
