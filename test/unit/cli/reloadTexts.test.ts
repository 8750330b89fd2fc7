import { describe, expect, it } from "vitest";
import { reloadText } from "../../../src/cli/reloadTexts.ts";
import { reloadState } from "./states.ts";

const since = 14_000;

describe("where a reload has got to, in a few words", () => {
  it.each([
    [reloadState({ phase: { kind: "compiling", since, waitsForLock: false } }), "compiling"],
    [reloadState({ phase: { kind: "compiling", since, waitsForLock: true } }), "compiling, waits for a lock"],
    [reloadState({ phase: { kind: "failed", since, errors: 2, warnings: 1 } }), "failed, 2 errors"],
    [reloadState({ phase: { kind: "failed", since, errors: 1, warnings: 0 } }), "failed, 1 error"],
    [reloadState({ phase: { kind: "failed", since, errors: 0, warnings: 0 } }), "failed"],
    [reloadState({ phase: { kind: "crashed", since, exitCode: 3 } }), "crashed (3)"],
    [reloadState({ phase: { kind: "crashed", since } }), "crashed"],
    [reloadState({ phase: { kind: "waiting", since } }), "waiting"],
    [reloadState({ phase: { kind: "built", since, warnings: 0 } }), "built"],
    [reloadState({ phase: { kind: "unknown", reason: "its log is being read" } }), "unknown"],
    [reloadState(), "running, new, 4.1 s"],
  ])("is as the phase says: %#", (reload, text) => expect(reloadText(reload)).toBe(text));

  it("says whether the new or the old serves where that is known", () => {
    expect(reloadText(reloadState({ serving: { kind: "old", evidence: "." } }))).toBe("running, old");
    expect(reloadText(reloadState({ serving: { kind: "unknown", evidence: "." } }))).toBe("running");
  });

  it("does not give the time of an earlier change for the last one's", () => {
    const change = { file: "/shop/src/main.rs", at: 20_000 };
    expect(reloadText(reloadState({ change, seen: { kind: "unknown", reason: "silent" } }))).toBe(
      "running, new",
    );
    // The watcher has reacted long after it, to something else.
    expect(reloadText(reloadState({ change, seen: { kind: "yes", at: 90_000 } }))).toBe("running, new");
    const { change: _change, ...unchanged } = reloadState();
    expect(reloadText(unchanged)).toBe("running, new");
  });

  it("knows the last change's time also before it was recorded", () => {
    const { loop: _loop, ...unrecorded } = reloadState();
    expect(reloadText(unrecorded)).toBe("running, new, 4.0 s");
    const change = { file: "/shop/src/main.rs", at: 20_000.6 };
    const seen = { kind: "yes", at: 20_100.2 } as const;
    const phase = { kind: "running", since: 20_500.4, warnings: 0 } as const;
    expect(reloadText(reloadState({ change, seen, phase }))).toBe("running, new, 500 ms");
  });

  it("says why a change was not seen, unless one before it has failed", () => {
    const unseen = {
      kind: "no",
      cause: "readOnlyMount",
      reason: "It is mounted read-only.",
      fix: "Mount it for writing.",
      action: "recreate",
    } as const;
    expect(reloadText(reloadState({ seen: unseen }))).toBe("not seen: read-only mount");
    expect(
      reloadText(reloadState({ phase: { kind: "failed", since, errors: 2, warnings: 0 }, seen: unseen })),
    ).toBe("failed, 2 errors");
    expect(reloadText(reloadState({ seen: { kind: "pending", until: 20_000 } }))).toBe("change not seen yet");
  });

  it("says what a change needs that no reload takes in, unless it failed anyhow", () => {
    const needs = { file: "/shop/.env", at: 12_000, action: "restart", reason: "Read at start." } as const;
    expect(reloadText(reloadState({ needs }))).toBe("restart needed");
    expect(reloadText(reloadState({ needs: { ...needs, action: "watch" } }))).toBe(
      "docker compose watch needed",
    );
    expect(reloadText(reloadState({ phase: { kind: "failed", since, errors: 1, warnings: 0 }, needs }))).toBe(
      "failed, 1 error",
    );
  });
});
