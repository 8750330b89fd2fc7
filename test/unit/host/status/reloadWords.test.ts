import { describe, expect, test } from "vitest";
import type { Level } from "../../../../src/host/status/level.ts";
import { reloadWords } from "../../../../src/host/status/reloadWords.ts";
import type { NotSeenCause, ReloadState } from "../../../../src/shared/model.ts";
import { NOON, plain } from "../plain.ts";
import { failedReload, loop, reload } from "../states.ts";

const since = NOON;
const SAID = "A sentence.";
const notSeen = (cause: NotSeenCause): Partial<ReloadState> => ({
  seen: { kind: "no", cause, reason: SAID, fix: SAID, action: "restart" },
});
const needs = (action: "restart" | "recreate" | "rebuild" | "watch"): Partial<ReloadState> => ({
  needs: { file: "/w/Cargo.lock", at: NOON, action, reason: SAID },
});
const serving = (kind: ReloadState["serving"]["kind"]) => ({ serving: { kind, evidence: SAID } });
const seenChange: Partial<ReloadState> = {
  change: { file: "/w/backend/src/main.rs", at: NOON - 500 },
  seen: { kind: "yes", at: NOON },
};
const compiling = (waitsForLock = false) =>
  reload({ phase: { kind: "compiling", since, waitsForLock }, ...serving("nothing") });

describe("the words for a reload", () => {
  test.each<[string, Level, ReloadState]>([
    ["compiling", "working", compiling()],
    ["compiling, waiting for a lock", "working", compiling(true)],
    ["compiling", "working", { ...compiling(), ...needs("rebuild") }],
    ["failed, 2 errors, nothing serving", "error", failedReload()],
    ["failed, 2 errors, still serving the old build", "error", failedReload(serving("old"))],
    ["failed, 2 errors", "error", failedReload(serving("unknown"))],
    [
      "failed, 1 error, nothing serving",
      "error",
      failedReload({ phase: { kind: "failed", since, errors: 1, warnings: 3 } }),
    ],
    [
      "failed, nothing serving",
      "error",
      failedReload({ phase: { kind: "failed", since, errors: 0, warnings: 0 } }),
    ],
    [
      "failed, 2 errors, nothing serving",
      "error",
      failedReload({ ...notSeen("notMounted"), ...needs("watch") }),
    ],
    [
      "crashed, exit code 3",
      "error",
      reload({ phase: { kind: "crashed", since, exitCode: 3 }, ...serving("nothing") }),
    ],
    [
      "crashed, still serving the old build",
      "error",
      reload({ phase: { kind: "crashed", since }, ...serving("old") }),
    ],
    ["restart needed", "warning", reload(needs("restart"))],
    ["recreate needed", "warning", reload(needs("recreate"))],
    ["rebuild needed", "warning", reload({ ...needs("rebuild"), ...notSeen("notWatched") })],
    ["compose watch is off", "warning", reload(needs("watch"))],
    ["change not seen, read-only mount", "warning", reload(notSeen("readOnlyMount"))],
    ["change not seen, not mounted", "warning", reload(notSeen("notMounted"))],
    ["change not seen, not watched", "warning", reload(notSeen("notWatched"))],
    ["change not seen, watcher not running", "warning", reload(notSeen("watcherNotRunning"))],
    ["change not seen, no file events", "warning", reload(notSeen("noFileEvents"))],
    ["change not seen, compose watch is off", "warning", reload(notSeen("watchOff"))],
    ["waiting for the watcher", "ok", reload({ seen: { kind: "pending", until: NOON + 5_000 } })],
    ["waiting for a change", "ok", reload({ phase: { kind: "waiting", since }, ...serving("nothing") })],
    [
      "built, not started yet",
      "working",
      reload({ phase: { kind: "built", since, warnings: 1 }, ...serving("nothing") }),
    ],
    ["built", "ok", reload({ phase: { kind: "built", since, warnings: 0 }, ...serving("unknown") })],
    [
      "built, still serving the old build",
      "ok",
      reload({ phase: { kind: "built", since, warnings: 0 }, ...serving("old") }),
    ],
    ["serving the new build", "ok", reload()],
    ["serving the new build, 4.1 s", "ok", reload({ ...seenChange, loop: loop(4_100) })],
    // Of a change before.
    ["serving the new build", "ok", reload({ loop: loop(4_100) })],
    ["still serving the old build", "ok", reload(serving("old"))],
  ])("%s", (words, level, state) => {
    const told = reloadWords(state, plain);
    expect([told?.words.join(", "), told?.level]).toEqual([words, level]);
  });

  test.each<[string, Partial<ReloadState>]>([
    ["where it has got to", { phase: { kind: "unknown", reason: "its log has not been read yet" } }],
    ["what serves", serving("unknown")],
    [
      "whether the change was seen",
      { seen: { kind: "unknown", reason: "bun prints nothing" }, ...serving("unknown") },
    ],
  ])("are none where it is not known %s", (_, changes) => {
    expect(reloadWords(reload(changes), plain)).toBeUndefined();
  });
});
