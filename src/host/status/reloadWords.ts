import type { NeededAction, NotSeenCause, ReloadPhase, ReloadState, Serving } from "../../shared/model.ts";
import { recordedLoop } from "../../shared/recordedLoop.ts";
import { formatSpan } from "../times.ts";
import type { Translate } from "../translate.ts";
import { ERROR, type Icon, WARNING } from "./level.ts";

/** What is said of a reload wherever it is shown; the words stand side by side. */
export type ReloadWords =
  | { readonly level: "ok"; readonly words: readonly string[] }
  | {
      readonly level: "working" | "error" | "warning";
      readonly words: readonly string[];
      readonly icon: Icon;
    };

const COMPILING: Icon = { id: "sync~spin" };

/**
 * What is under way goes first, or what is broken; then, as in the verdict (`core/verdict/reload.ts`), what the last
 * change still needs. `undefined`: no more is known than what its container says.
 */
export function reloadWords(reload: ReloadState, t: Translate): ReloadWords | undefined {
  const { phase, serving } = reload;
  switch (phase.kind) {
    case "compiling": {
      const words = phase.waitsForLock ? [t("compiling"), t("waiting for a lock")] : [t("compiling")];
      return { level: "working", words, icon: COMPILING };
    }
    case "failed":
      return {
        level: "error",
        words: said(t("failed"), errorsText(phase, t), servesText(serving, t)),
        icon: ERROR,
      };
    case "crashed":
      return {
        level: "error",
        words: said(t("crashed"), exitText(phase, t), oldText(serving, t)),
        icon: ERROR,
      };
    case "built":
      // Its program is about to start, unless nothing is meant to: then it soon says no more than that.
      if (serving.kind === "nothing") {
        return { level: "working", words: [t("built"), t("not started yet")], icon: COMPILING };
      }
      return settledWords(reload, t);
    case "unknown":
    case "waiting":
    case "running":
      return settledWords(reload, t);
  }
}

/** Where nothing is under way and nothing broken. */
function settledWords(reload: ReloadState, t: Translate): ReloadWords | undefined {
  const { needs, seen } = reload;
  if (needs !== undefined) return { level: "warning", words: [neededText(needs, t)], icon: WARNING };
  if (seen?.kind === "no") {
    return { level: "warning", words: [t("change not seen"), causeText(seen.cause, t)], icon: WARNING };
  }
  return quietWords(reload, t);
}

/** Where nothing is wrong. */
function quietWords(reload: ReloadState, t: Translate): ReloadWords | undefined {
  const { phase, serving, seen } = reload;
  const well = (...words: string[]): ReloadWords => ({ level: "ok", words });
  if (seen?.kind === "pending") return well(t("waiting for the watcher"));
  switch (phase.kind) {
    case "waiting":
      return well(t("waiting for a change"));
    case "built":
      return well(...said(t("built"), oldText(serving, t)));
    case "running":
      if (serving.kind === "old") return well(t("still serving the old build"));
      if (serving.kind !== "new") return undefined;
      return well(...said(t("serving the new build"), loopText(reload, t)));
    case "unknown":
    case "compiling":
    case "failed":
    case "crashed":
      return undefined;
  }
}

function loopText(reload: ReloadState, t: Translate): string | undefined {
  const loop = recordedLoop(reload);
  return loop && formatSpan(loop.total, t);
}

function said(...words: readonly (string | undefined)[]): string[] {
  return words.filter((word) => word !== undefined);
}

function errorsText({ errors }: Extract<ReloadPhase, { kind: "failed" }>, t: Translate): string | undefined {
  if (errors === 0) return undefined;
  return errors === 1 ? t("1 error") : t("{0} errors", errors);
}

function exitText({ exitCode }: Extract<ReloadPhase, { kind: "crashed" }>, t: Translate): string | undefined {
  return exitCode === undefined ? undefined : t("exit code {0}", exitCode);
}

function servesText(serving: Serving, t: Translate): string | undefined {
  return serving.kind === "nothing" ? t("nothing serving") : oldText(serving, t);
}

function oldText({ kind }: Serving, t: Translate): string | undefined {
  return kind === "old" ? t("still serving the old build") : undefined;
}

function neededText({ action }: NeededAction, t: Translate): string {
  switch (action) {
    case "restart":
      return t("restart needed");
    case "recreate":
      return t("recreate needed");
    case "rebuild":
      return t("rebuild needed");
    case "watch":
      return t("compose watch is off");
  }
}

function causeText(cause: NotSeenCause, t: Translate): string {
  switch (cause) {
    case "readOnlyMount":
      return t("read-only mount");
    case "notMounted":
      return t("not mounted");
    case "notWatched":
      return t("not watched");
    case "watcherNotRunning":
      return t("watcher not running");
    case "noFileEvents":
      return t("no file events");
    case "watchOff":
      return t("compose watch is off");
  }
}
