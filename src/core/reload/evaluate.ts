import type { LoopStats, NeededAction, ReloadPhase, ReloadState, Seen, Serving } from "../../shared/model.ts";
import type { EngineContainer } from "../engine/container.ts";
import type { SourceFacts, WatchedChange } from "./files/facts.ts";
import type { Epoch, Machine } from "./machine.ts";
import type { ProbeResult } from "./ports.ts";
import type { ToolSetup } from "./reader.ts";

/** All that a service's reload state is derived from: the same in a window opened anew. */
export interface ReloadEvidence {
  readonly tool: ToolSetup;
  readonly container: EngineContainer;
  readonly machine: Machine;
  readonly log: LogKnowledge;
  readonly facts: SourceFacts | undefined;
  readonly loop: LoopStats | undefined;
  /** Of the epoch that the machine is in; absent where no probe is set, or none has come to an end. */
  readonly probe?: { readonly set: boolean; readonly result?: ProbeResult };
  /** The processes of a container whose watcher does not react; absent until asked. */
  readonly watcherRuns?: boolean;
}

export type LogKnowledge =
  | { readonly kind: "reading" }
  /** `complete`: from the start of the run on. */
  | { readonly kind: "read"; readonly complete: boolean }
  | { readonly kind: "unreadable"; readonly reason: string };

export interface Evaluation {
  readonly state: ReloadState;
  /** When time alone makes it another one; milliseconds since the epoch. */
  readonly until?: number;
}

/** A watcher that is well reacts within a second: one that has not by then does not. */
const LEAST_WAIT_MS = 5_000;
const MOST_WAIT_MS = 60_000;
/** A file is written in less. */
const WRITING_MS = 1_000;
/** From cargo's last word to the program's start: longer than a shell takes. */
const START_MS = 10_000;

/** Where a container's reload has got to, what serves, and whether the last change was seen. */
export function evaluate(evidence: ReloadEvidence, now: number): Evaluation {
  const { tool, machine, facts, loop } = evidence;
  const change = facts?.change;
  const phase = mayBeMended(evidence) ? mendedInSilence(tool) : phaseOf(evidence);
  const told = lastSeenOf(evidence, now);
  const needs = neededOf(evidence) ?? ignoredWhileRunning(evidence, told);
  const serving = servingOf(evidence, phase, told, needs, now);
  const until = [
    told?.kind === "pending" ? told.until : undefined,
    phase.kind === "built" && now < phase.since + START_MS ? phase.since + START_MS : undefined,
    machine.hints.map((at) => at + FILES_TELL_MS).find((at) => at > now),
  ].filter((each) => each !== undefined);
  return {
    state: {
      tool: tool.tool,
      phase,
      ...(machine.evidence === undefined || phase.kind === "unknown" ? {} : { evidence: machine.evidence }),
      serving,
      ...(change === undefined ? {} : { change: { file: change.file, at: change.at } }),
      ...(told === undefined ? {} : { seen: told }),
      ...(needs === undefined ? {} : { needs }),
      ...(loop === undefined ? {} : { loop }),
    },
    ...(until.length === 0 ? {} : { until: Math.min(...until) }),
  };
}

/** What the files ask for, unless a reload has taken it in since. */
function neededOf({ facts, machine }: ReloadEvidence): NeededAction | undefined {
  if (facts?.needs === undefined) return undefined;
  const { orReload = false, ...needs } = facts.needs;
  const { epoch } = machine;
  return orReload && epoch?.sure === true && epoch.at >= needs.at ? undefined : needs;
}

/** It was broken before the last change, and would not say that it no longer is. */
function mayBeMended({ tool, container, machine, facts }: ReloadEvidence): boolean {
  const { epoch } = machine;
  const broken = epoch?.step.kind === "failed" || epoch?.step.kind === "crashed";
  return (
    container.status === "running" &&
    broken &&
    !tool.tellsBegin &&
    !tool.tellsSuccess &&
    facts?.change !== undefined &&
    (facts.change.at > epoch.at || (epoch.halfWritten === true && epoch.at - facts.change.at < WRITING_MS))
  );
}

function mendedInSilence({ tool }: ToolSetup): ReloadPhase {
  return { kind: "unknown", reason: `${tool} prints nothing when an error has been mended` };
}

function phaseOf({ container, machine, log, tool }: ReloadEvidence): ReloadPhase {
  const { status, exitCode, finishedAt, startedAt } = container;
  if (status === "exited" || status === "dead") {
    const since = finishedAt ?? 0;
    if (exitCode === undefined) return { kind: "unknown", reason: "how its container ended is not known" };
    return exitCode === 0 ? { kind: "waiting", since } : { kind: "crashed", since, exitCode };
  }
  if (status !== "running") return { kind: "unknown", reason: `its container is ${status}` };
  if (log.kind === "unreadable") return { kind: "unknown", reason: `its log can't be read: ${log.reason}` };
  if (log.kind === "reading") return { kind: "unknown", reason: "its log is being read" };
  const { epoch } = machine;
  if (epoch !== undefined) return epochPhase(epoch);
  if (!log.complete) return { kind: "unknown", reason: "what is left of its log does not tell" };
  // It has said nothing bad since its start, and would have.
  if (tool.watching.kind === "graph" && !tool.tellsSuccess && startedAt !== undefined) {
    return { kind: "running", since: startedAt, warnings: 0 };
  }
  return { kind: "unknown", reason: `${tool.tool} has not said anything yet` };
}

function epochPhase({ at, step, errors, warnings }: Epoch): ReloadPhase {
  switch (step.kind) {
    case "begun":
      return { kind: "compiling", since: at, waitsForLock: false };
    case "compiling":
      return { kind: "compiling", since: at, waitsForLock: step.waitsForLock };
    case "failed":
      return { kind: "failed", since: step.at, errors, warnings };
    case "built":
      return { kind: "built", since: step.at, warnings };
    case "launched":
      return { kind: "running", since: step.at, warnings };
    case "crashed":
      return { kind: "crashed", since: step.at, ...(step.code === undefined ? {} : { exitCode: step.code }) };
    case "ended":
      return { kind: "waiting", since: step.at };
  }
}

function lastSeenOf(evidence: ReloadEvidence, now: number): Seen | undefined {
  const { change, incomplete } = evidence.facts ?? {};
  const seen = change === undefined ? undefined : seenOf(evidence, change, now);
  // One that was not found may have come after it.
  return incomplete !== undefined && (seen === undefined || seen.kind === "yes")
    ? { kind: "unknown", reason: `not all of its files are known: ${incomplete}` }
    : seen;
}

function seenOf(evidence: ReloadEvidence, change: WatchedChange, now: number): Seen {
  const { machine, container, tool, log, loop } = evidence;
  const { epoch, hints } = machine;
  const { watching } = tool;
  const name = tool.tool;
  if (container.status !== "running") return { kind: "unknown", reason: "its container does not run" };
  if (log.kind !== "read") return { kind: "unknown", reason: "its log is not known" };
  if (epoch !== undefined && epoch.at >= change.at) {
    if (epoch.sure || timesAgain(hints, change.at, now) === 1) return { kind: "yes", at: epoch.at };
    return { kind: "unknown", reason: `${name} prints nothing of its own when a reload goes well` };
  }
  const until = change.at + Math.min(Math.max(LEAST_WAIT_MS, 3 * (loop?.p95 ?? 0)), MOST_WAIT_MS);
  if (now < until) return { kind: "pending", until };
  if (ignores(evidence)) return { kind: "unknown", reason: `${name} does nothing while its program runs` };
  if (watching.kind === "graph") {
    const which = "which files it watches is not known";
    const quiet = `${name} prints nothing when a reload goes well, and ${which}`;
    return { kind: "unknown", reason: tool.tellsSuccess ? `${name} has not reacted, and ${which}` : quiet };
  }
  if (epoch === undefined) {
    return { kind: "unknown", reason: `${name} has not said anything since its start` };
  }
  if (!change.certain) return { kind: "unknown", reason: `whether ${name} watches the file is not certain` };
  if (!tool.tellsBegin && !tool.tellsSuccess)
    return { kind: "unknown", reason: `${name} was told to be quiet` };
  if (evidence.watcherRuns === false) {
    return {
      kind: "no",
      cause: "watcherNotRunning",
      reason: `There is no ${name} among the container's processes.`,
      fix: "Restart the service.",
      action: "restart",
    };
  }
  return { kind: "no", ...change.unseen };
}

/** bun 1.4.5 may load twice for one save (`--hot`): starts at the same time are one. */
const SAME_START_MS = 1_000;
/** By then a change of a file has been told, and looked at. */
const FILES_TELL_MS = 1_000;

/**
 * How often the program has printed its first line again since then. One that was printed just now may be of a change
 * that the files have not told yet.
 */
function timesAgain(hints: readonly number[], since: number, now: number): number {
  const later = hints.filter((at) => at >= since);
  const starts = later.filter((at, index) => at - (later[index - 1] ?? -Infinity) > SAME_START_MS);
  return starts.filter((at, index) => index === 0 || now - at >= FILES_TELL_MS).length;
}

function ignores({ tool, machine }: ReloadEvidence): boolean {
  return tool.whileRunning === "ignores" && machine.epoch?.step.kind === "launched";
}

/** The watcher saw it, as far as one can tell, and leaves the program alone. */
function ignoredWhileRunning(evidence: ReloadEvidence, seen: Seen | undefined): NeededAction | undefined {
  const change = evidence.facts?.change;
  if (change === undefined || seen?.kind !== "unknown" || !change.certain || !ignores(evidence))
    return undefined;
  if (evidence.machine.epoch !== undefined && evidence.machine.epoch.at >= change.at) return undefined;
  const { file, at } = change;
  return {
    file,
    at,
    action: "restart",
    reason: `${evidence.tool.tool} was started so that it does nothing while its program runs: it takes the change in when the program ends.`,
  };
}

function servingOf(
  evidence: ReloadEvidence,
  phase: ReloadPhase,
  seen: Seen | undefined,
  needs: NeededAction | undefined,
  now: number,
): Serving {
  const { container, machine } = evidence;
  switch (phase.kind) {
    case "unknown":
      return { kind: "unknown", evidence: sentence(phase.reason) };
    case "waiting":
      return { kind: "nothing", evidence: "The command has ended." };
    case "compiling":
      return meanwhile(evidence, "while it compiles");
    case "failed":
      return meanwhile(evidence, "when a build fails");
    case "crashed":
      if (container.status === "running" && evidence.tool.watching.kind === "graph") {
        // bun 1.4.5 stays: what was listening before the error goes on answering.
        return { kind: "unknown", evidence: "Whether it goes on answering after the error is not known." };
      }
      if (container.status !== "running" || machine.epoch?.launchedAt !== undefined) {
        return { kind: "nothing", evidence: "The program has ended." };
      }
      return meanwhile(evidence, "when the program fails at its start");
    case "built":
      return now < phase.since + START_MS
        ? { kind: "nothing", evidence: "The program has not been started yet." }
        : { kind: "unknown", evidence: "Nothing has said that the program was started." };
    case "running":
      return runningServes(evidence, seen, needs);
  }
}

function meanwhile(evidence: ReloadEvidence, when: string): Serving {
  const { tool } = evidence;
  const name = tool.tool;
  switch (tool.meanwhile) {
    case "nothing": {
      const answers = tool.watching.kind === "graph" && tool.tellsSuccess;
      const why = answers
        ? "answers with the error"
        : "ends the program before it builds anew, and starts none";
      return { kind: "nothing", evidence: `${name} ${why} ${when}.` };
    }
    case "unknown":
      return {
        kind: "unknown",
        evidence: `Whether ${name} leaves the program running ${when} is not known.`,
      };
    case "old":
      switch (ranBefore(evidence)) {
        case true:
          return { kind: "old", evidence: `${name} leaves the program running ${when}.` };
        case false:
          return { kind: "nothing", evidence: "No program has been started yet." };
        case undefined:
          return { kind: "unknown", evidence: "Whether a program was started before is not known." };
      }
  }
}

/** Whether a program was started in this run before the last epoch; `undefined`: that can't be told. */
function ranBefore({ tool, machine, log, facts }: ReloadEvidence): boolean | undefined {
  if (machine.earlierServes) return true;
  if (log.kind !== "read" || !log.complete) return undefined;
  if (tool.watching.kind !== "graph") return false;
  // Its start says nothing where it goes well: the first thing that it said is about a change, or about the start.
  const { epoch, before } = machine;
  if (epoch === undefined || before !== undefined) return undefined;
  return facts?.change !== undefined && facts.change.at <= epoch.at;
}

function runningServes(
  { container, machine, tool, probe }: ReloadEvidence,
  seen: Seen | undefined,
  needs: NeededAction | undefined,
): Serving {
  const reactedAt = machine.epoch?.at ?? container.startedAt ?? Number.POSITIVE_INFINITY;
  const isNeeded = needs !== undefined && needs.at > reactedAt;
  if (seen?.kind === "pending" && !isNeeded && !tool.tellsBegin && !tool.tellsSuccess) {
    return { kind: "unknown", evidence: `${tool.tool} would not say that it has taken the change in.` };
  }
  if (seen?.kind === "no" || seen?.kind === "pending" || isNeeded) {
    return { kind: "old", evidence: "What runs was started before the last change." };
  }
  if (seen?.kind === "unknown") return { kind: "unknown", evidence: sentence(seen.reason) };
  if (container.health === "unhealthy") {
    return { kind: "unknown", evidence: "It was started, and its health check fails." };
  }
  if (probe?.set === true) {
    const { result } = probe;
    if (result === undefined)
      return { kind: "unknown", evidence: "It was started, and its probe has not answered yet." };
    return result.kind === "answered"
      ? { kind: "new", evidence: `Its probe answered with status ${result.status}.` }
      : { kind: "unknown", evidence: `It was started, and its probe does not answer: ${result.reason}` };
  }
  if (tool.endsUntold === true && container.health === "none") {
    const why = `It was started; as ${tool.tool} is used here it does not say when the program ends, and there is no health check.`;
    return { kind: "unknown", evidence: why };
  }
  const { epoch } = machine;
  if (epoch === undefined) return { kind: "new", evidence: "It was started after the last change." };
  if (tool.buildsWhenAsked === true && seen !== undefined) {
    const evidence = `${tool.tool} has noted the change; whether it can be built shows when a page asks for it.`;
    return { kind: "unknown", evidence };
  }
  return epoch.sure
    ? { kind: "new", evidence: `${tool.tool} has started it after the last change.` }
    : { kind: "new", evidence: "It has printed the first line of its start again after the last change." };
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${clause.endsWith(".") ? "" : "."}`;
}
