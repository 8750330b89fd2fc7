import { expect, test } from "vitest";
import { reloadTexts } from "../../../../src/host/status/reloadTexts.ts";
import type { ReloadState, Verdict } from "../../../../src/shared/model.ts";
import { NOON, style } from "../plain.ts";
import { failedReload, loop, reload } from "../states.ts";

const DAY = 24 * 60 * 60_000;
const UNKNOWN: Verdict = { kind: "unknown", reason: "it runs" };
const texts = (changes: Partial<ReloadState>) => reloadTexts(reload(changes), UNKNOWN, style);
const notCurrent = (evidence: string): Verdict => ({
  kind: "notCurrent",
  reason: "so",
  evidence,
  action: "logs",
});

test("says what the tool said, what serves, what changed, and whether that was seen", () => {
  const change = { file: "/w/backend/src/main.rs", at: NOON - 1_000 };
  expect(
    reloadTexts(failedReload({ change, seen: { kind: "yes", at: NOON - 900 } }), UNKNOWN, style),
  ).toEqual([
    "cargo-watch, 12:00:00: error: could not compile `backend`",
    "Serving nothing: cargo-watch ends the program before it builds anew.",
    "Last change: backend/src/main.rs, 11:59:59",
    "The watcher reacted, 11:59:59",
  ]);
});

test("says why a change was not seen, and what to do about it", () => {
  const reason = "/app is mounted read-only.";
  const fix = "Remove :ro from the volume.";
  const seen = { kind: "no", cause: "readOnlyMount", reason, fix, action: "recreate" } as const;
  expect(texts({ seen })).toContain(`The watcher did not react. ${reason} ${fix}`);
});

test("does not say again what the verdict has said", () => {
  const { evidence, serving } = failedReload();
  expect(reloadTexts(failedReload(), notCurrent(evidence?.text ?? ""), style)).toEqual([
    "cargo-watch said so, 12:00:00",
    `Serving nothing: ${serving.evidence}`,
  ]);
  expect(reloadTexts(reload(), { kind: "current", evidence: reload().serving.evidence }, style)).toEqual([]);
  const needs = { file: "/w/Dockerfile", at: NOON - DAY, action: "rebuild", reason: "It is newer." } as const;
  expect(reloadTexts(reload({ needs }), notCurrent("It is newer."), style)).toContain(
    "Changed: Dockerfile, 20 Nov 2026, 12:00:00",
  );
  const seen = { kind: "no", cause: "noFileEvents", reason: "A.", fix: "B.", action: "restart" } as const;
  expect(reloadTexts(reload({ seen }), notCurrent("A. B."), style)).toHaveLength(1);
});

test("says what is not known, and why", () => {
  const told = texts({
    phase: { kind: "unknown", reason: "its log has not been read yet" },
    serving: { kind: "unknown", evidence: "Nothing was read." },
    seen: { kind: "unknown", reason: "bun prints nothing when a reload goes well" },
  });
  expect(told).toEqual([
    "cargo-watch: where its reload has got to is not known: its log has not been read yet",
    "What serves is not known: Nothing was read.",
    "Whether the watcher has seen the last change is not known: bun prints nothing when a reload goes well",
  ]);
});

test("says what no reload takes in, and which file it is", () => {
  const needs = {
    file: "/srv/base/Cargo.lock",
    at: NOON,
    action: "rebuild",
    reason: "The lock file is newer.",
  } as const;
  expect(texts({ needs })).toContain("The lock file is newer. Changed: /srv/base/Cargo.lock, 12:00:00");
});

test("tells the loop leg by leg, and its trend once there are two", () => {
  const last = { at: NOON, react: 120, compile: 3_240, start: 810, total: 4_170 };
  expect(texts({ loop: loop(4_170, { last }) }).slice(1)).toEqual([
    "Last loop: 4.2 s (reacted 0.1 s, compiled 3.2 s, started 0.8 s)",
  ]);
  const many = loop(40, { count: 12, p50: 3_100, p95: 75_000, trend: "slower" });
  expect(texts({ loop: many }).slice(1)).toEqual([
    "Last loop: 40 ms",
    "Last 12 loops: p50 3.1 s, p95 1 min 15 s, getting slower",
  ]);
});
