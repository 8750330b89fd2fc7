import { expect, test } from "vitest";
import { RestartPolicy } from "../../../../src/host/core/restartPolicy.ts";

test("restarts later each time and gives up at the fifth crash in a minute", () => {
  const policy = new RestartPolicy();
  const decisions = [0, 1_000, 2_000, 3_000, 4_000].map((now) => policy.crashed(now));
  expect(decisions).toEqual([
    { kind: "restart", afterMs: 250 },
    { kind: "restart", afterMs: 500 },
    { kind: "restart", afterMs: 1_000 },
    { kind: "restart", afterMs: 2_000 },
    { kind: "giveUp" },
  ]);
});

test("crashes of more than a minute ago are forgotten", () => {
  const policy = new RestartPolicy();
  for (const now of [0, 1_000, 2_000, 3_000]) policy.crashed(now);
  expect(policy.crashed(63_000)).toEqual({ kind: "restart", afterMs: 250 });
});

test("whoever asks for another try gets the whole row of them", () => {
  const policy = new RestartPolicy();
  for (const now of [0, 1, 2, 3, 4]) policy.crashed(now);
  policy.forget();
  expect(policy.crashed(5)).toEqual({ kind: "restart", afterMs: 250 });
});
