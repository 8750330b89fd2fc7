import { expect, test } from "vitest";
import { killWriters } from "../../../../support/kills/killing.ts";

const seed = Number(process.env["DEVLOOP_TEST_SEED"] ?? Date.now() % 1_000_000);

test(`two windows that are killed while they write lose, double and break nothing (seed ${seed})`, async () => {
  await expect(killWriters(10, seed)).resolves.toBeDefined();
}, 60_000);
