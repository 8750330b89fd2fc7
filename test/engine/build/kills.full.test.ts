import { expect, test } from "vitest";
import { killWriters } from "../../support/kills/killing.ts";

const seed = Number(process.env["DEVLOOP_TEST_SEED"] ?? Date.now() % 1_000_000);

test(`two windows, killed 200 times while they write, lose, double and break nothing (seed ${seed})`, async () => {
  const { midway } = await killWriters(200, seed);
  // It would prove little if they were all killed between two writes.
  expect(midway).toBeGreaterThan(5);
}, 600_000);
