import type { ToolSetup } from "./reader.ts";
import type { Signal } from "./signal.ts";

/** One reaction of the tool, and what came of it. Times are the engine's, in milliseconds. */
export interface Epoch {
  readonly at: number;
  readonly step: Step;
  /** Diagnostics so far, or the tool's own sum. */
  readonly errors: number;
  readonly warnings: number;
  readonly builtAt?: number;
  /** When the program started; stays when it has ended. */
  readonly launchedAt?: number;
  /** False where only a line that it prints at each start says so. */
  readonly sure: boolean;
  /** It failed as one does that read a file while it was being written. */
  readonly halfWritten?: boolean;
  /** What the first of the errors says. */
  readonly firstError?: string;
  /** The command's end, by the tool's word, and what had been heard until then. */
  readonly end?: { readonly at: number; readonly code?: number; readonly until: Epoch };
}

export type Step =
  | { readonly kind: "begun" }
  | { readonly kind: "compiling"; readonly waitsForLock: boolean }
  | { readonly kind: "failed"; readonly at: number }
  | { readonly kind: "built"; readonly at: number }
  | { readonly kind: "launched"; readonly at: number }
  | { readonly kind: "crashed"; readonly at: number; readonly code?: number }
  /** The command has ended, and not badly. */
  | { readonly kind: "ended"; readonly at: number };

/** What one run of a container has said of its reloads so far. */
export interface Machine {
  readonly epoch?: Epoch;
  /** The one before it, to go back to where an error turns out not to be a reload's. */
  readonly before?: Epoch;
  /** A program of an earlier epoch was started, and nothing has said that it ended: it may still serve. */
  readonly earlierServes: boolean;
  /** When the program printed its first line again, the last times only. */
  readonly hints: readonly number[];
  readonly evidence?: Evidence;
}

export interface Evidence {
  readonly text: string;
  readonly at: number;
}

export const NEW_MACHINE: Machine = { earlierServes: false, hints: [] };

/** As many as tell that the line is printed at other times, too. */
const MOST_HINTS = 8;

/**
 * The tool tells the end on one output, cargo and the program print on the other, and Docker (28.5) may come to read
 * the end first: what follows it so soon was printed before it.
 */
const LATE_MS = 50;
const BEFORE_AN_END: ReadonlySet<Signal["kind"]> = new Set([
  "compile",
  "lock",
  "error",
  "warning",
  "failed",
  "built",
  "launch",
  "crash",
]);

/** What a line says, taken in. The tool's own words correct themselves: a build that goes on was not the end. */
export function advance(machine: Machine, signal: Signal, line: Evidence, tool: ToolSetup): Machine {
  const end = machine.epoch?.end;
  if (end !== undefined && line.at - end.at < LATE_MS && BEFORE_AN_END.has(signal.kind)) {
    const before = step({ ...machine, epoch: end.until }, signal, end.at, tool);
    const after = ended(before, end.code, end.at, tool);
    return signal.kind === "crash" && after.epoch?.step.kind === "crashed"
      ? { ...after, evidence: line }
      : after;
  }
  const next = step(machine, signal, line.at, tool);
  if (next === machine) return machine;
  const noted = signal.kind === "error" ? withError(next, line.text) : next;
  return {
    ...noted,
    evidence: tells(signal, machine, next) ? said(signal, noted, line) : (next.evidence ?? line),
  };
}

/**
 * Diagnostics say what is wrong, not where it has got to; nor does the end of a build that had failed. Where a program
 * has said why it crashes, its exit code says less.
 */
function tells({ kind }: Signal, before: Machine, after: Machine): boolean {
  if (kind === "end") return before.epoch?.step.kind !== after.epoch?.step.kind;
  return kind !== "error" && kind !== "warning";
}

/** A build that has failed is told by its first error, not by its sum. */
function said({ kind }: Signal, { epoch }: Machine, line: Evidence): Evidence {
  return kind === "failed" && epoch?.firstError !== undefined ? { ...line, text: epoch.firstError } : line;
}

function withError(machine: Machine, text: string): Machine {
  const { epoch } = machine;
  return epoch === undefined || epoch.firstError !== undefined
    ? machine
    : { ...machine, epoch: { ...epoch, firstError: text } };
}

function step(machine: Machine, signal: Signal, at: number, tool: ToolSetup): Machine {
  const { epoch } = machine;
  switch (signal.kind) {
    case "begin":
      return begin(machine, at, { kind: "begun" });
    case "compile":
    case "lock":
      return building(machine, at, tool, { kind: "compiling", waitsForLock: signal.kind === "lock" });
    case "built":
      return building(machine, at, tool, { kind: "built", at });
    case "error":
    case "warning":
      return count(machine, signal.kind);
    case "failed":
      return failed(machine, signal, at, tool);
    case "launch":
      return signal.sure ? launched(machine, at) : hinted(machine, at, tool);
    case "reloaded":
      return {
        ...begin(machine, epoch !== undefined && epoch.step.kind === "begun" ? epoch.at : at, {
          kind: "launched",
          at,
        }),
      };
    case "crash":
      return crashed(machine, at, tool);
    case "retract":
      return retracted(machine);
    case "end":
      return ended(machine, signal.code, at, tool);
  }
}

function begin(machine: Machine, at: number, first: Step): Machine {
  const { epoch, earlierServes } = machine;
  return {
    ...machine,
    earlierServes: earlierServes || (epoch !== undefined && epoch.step.kind === "launched"),
    ...(epoch === undefined ? {} : { before: epoch }),
    epoch: newEpoch(at, first),
  };
}

function newEpoch(at: number, first: Step): Epoch {
  const epoch = { at, step: first, errors: 0, warnings: 0, sure: true };
  return first.kind === "launched" ? { ...epoch, launchedAt: first.at } : epoch;
}

/** A build's own lines: of a tool that does not say when it reacts, the first one after an end is the reaction. */
function building(machine: Machine, at: number, tool: ToolSetup, to: Step): Machine {
  const { epoch } = machine;
  if (epoch === undefined || (!tool.tellsBegin && isOver(epoch)))
    return building(begin(machine, at, { kind: "begun" }), at, { ...tool, tellsBegin: true }, to);
  return { ...machine, epoch: { ...epoch, step: to, ...(to.kind === "built" ? { builtAt: at } : {}) } };
}

/** Nothing more is to come of it by itself. */
function isOver({ step: { kind } }: Epoch): boolean {
  return kind !== "begun" && kind !== "compiling";
}

function count(machine: Machine, what: "error" | "warning"): Machine {
  const { epoch } = machine;
  if (epoch === undefined || isOver(epoch)) return machine;
  const counted = what === "error" ? { errors: epoch.errors + 1 } : { warnings: epoch.warnings + 1 };
  return { ...machine, epoch: { ...epoch, ...counted } };
}

function failed(
  machine: Machine,
  { errors, warnings, halfWritten = false }: Extract<Signal, { kind: "failed" }>,
  at: number,
  tool: ToolSetup,
): Machine {
  const before = machine.epoch;
  // What the program prints is not the build's.
  if (before?.step.kind === "launched" && tool.tellsBegin) return machine;
  const fresh = before === undefined || (!tool.tellsBegin && isOver(before) && before.step.kind !== "failed");
  const from = fresh ? begin(machine, at, { kind: "begun" }) : machine;
  const { halfWritten: _earlier, ...epoch } = from.epoch ?? newEpoch(at, { kind: "begun" });
  return {
    ...from,
    epoch: {
      ...epoch,
      step: { kind: "failed", at },
      ...(halfWritten ? { halfWritten } : {}),
      // Of several crates each tells its own sum, while all were counted.
      errors: Math.max(epoch.errors, errors ?? 0),
      warnings: Math.max(epoch.warnings, warnings ?? 0),
    },
  };
}

function launched(machine: Machine, at: number): Machine {
  const from = machine.epoch === undefined ? begin(machine, at, { kind: "begun" }) : machine;
  const epoch = from.epoch ?? newEpoch(at, { kind: "begun" });
  return { ...from, epoch: { ...epoch, step: { kind: "launched", at }, launchedAt: at, sure: true } };
}

/** It proves no more than that the program's start was run once more, if that line is printed at no other time. */
function hinted(machine: Machine, at: number, tool: ToolSetup): Machine {
  const hints = [...machine.hints, at].slice(-MOST_HINTS);
  const begun = machine.epoch?.step.kind === "begun" && !tool.tellsBegin ? machine.epoch.at : at;
  const next = begin(machine, begun, { kind: "launched", at });
  return next.epoch === undefined ? machine : { ...next, hints, epoch: { ...next.epoch, sure: false } };
}

function crashed(machine: Machine, at: number, tool: ToolSetup): Machine {
  const { epoch } = machine;
  if (tool.tellsBegin) {
    // The program of the epoch before may still be ending when the next one has begun.
    if (epoch?.launchedAt === undefined) return machine;
    return { ...machine, epoch: { ...epoch, step: { kind: "crashed", at } } };
  }
  const fresh = epoch === undefined || (isOver(epoch) && !(epoch.step.kind === "launched" && epoch.sure));
  const from = fresh ? begin(machine, at, { kind: "begun" }) : machine;
  return {
    ...from,
    epoch: { ...(from.epoch ?? newEpoch(at, { kind: "begun" })), step: { kind: "crashed", at } },
  };
}

function retracted(machine: Machine): Machine {
  const { epoch, before } = machine;
  if (before === undefined || (epoch?.step.kind !== "failed" && epoch?.step.kind !== "crashed")) {
    if (epoch?.step.kind !== "failed" && epoch?.step.kind !== "crashed") return machine;
    const { epoch: _epoch, evidence: _evidence, ...rest } = machine;
    return rest;
  }
  return { ...machine, epoch: before };
}

function ended(machine: Machine, code: number | undefined, at: number, tool: ToolSetup): Machine {
  const { epoch } = machine;
  // Of a tool that does not say when it reacts, another end is another command's.
  if (epoch === undefined || (!tool.tellsBegin && epoch.end !== undefined)) {
    const from = begin(machine, at, { kind: "begun" });
    return from.epoch === undefined ? from : ended(from, code, at, tool);
  }
  const end = { at, ...(code === undefined ? {} : { code }), until: epoch };
  return { ...machine, earlierServes: false, epoch: { ...epoch, step: endStep(epoch, code, at), end } };
}

/** What cargo ends with when a build has failed, and a Rust program when its main thread has panicked. */
const RUST_FAILURE = 101;

function endStep({ step: last, launchedAt, errors }: Epoch, code: number | undefined, at: number): Step {
  if (last.kind === "failed") return last;
  if (code === 0) return { kind: "ended", at };
  if (last.kind === "crashed") return code === undefined ? last : { ...last, code };
  if (code === undefined) return { kind: "ended", at };
  if (launchedAt === undefined && (code === RUST_FAILURE || errors > 0)) return { kind: "failed", at };
  return { kind: "crashed", at, code };
}
