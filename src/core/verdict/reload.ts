import type { ReloadPhase, ReloadState, Serving, Verdict } from "../../shared/model.ts";

/** What a running service's reload says of it; a place in it that is wrong goes before one that is under way. */
export function reloadVerdict(reload: ReloadState): Verdict {
  return brokenVerdict(reload) ?? missedVerdict(reload) ?? pendingVerdict(reload) ?? settledVerdict(reload);
}

/** The last build has failed, or what it built has ended. */
export function brokenVerdict({ phase, serving, evidence }: ReloadState): Verdict | undefined {
  if (phase.kind !== "failed" && phase.kind !== "crashed") return undefined;
  const reason = phase.kind === "failed" ? failedText(phase) : crashedText(phase);
  return {
    kind: "notCurrent",
    reason: [reason, servesText(serving)].filter((text) => text !== undefined).join(", "),
    evidence: evidence?.text ?? serving.evidence,
    action: "logs",
  };
}

function missedVerdict({ needs, seen }: ReloadState): Verdict | undefined {
  if (needs !== undefined) {
    return {
      kind: "notCurrent",
      reason: `${needs.action} needed`,
      evidence: needs.reason,
      action: needs.action,
    };
  }
  if (seen?.kind !== "no") return undefined;
  return {
    kind: "notCurrent",
    reason: "the last change was not seen",
    evidence: `${seen.reason} ${seen.fix}`,
    action: seen.action,
  };
}

function pendingVerdict({ phase, seen, serving, change, evidence, tool }: ReloadState): Verdict | undefined {
  if (phase.kind === "compiling") {
    return {
      kind: "pending",
      reason: phase.waitsForLock ? "compiling, waits for a lock" : "compiling",
      evidence: evidence?.text ?? serving.evidence,
    };
  }
  if (seen?.kind === "pending" && change !== undefined) {
    return {
      kind: "pending",
      reason: "a change has just been written",
      evidence: `${tool} has not reacted to ${change.file} yet`,
    };
  }
  if (phase.kind === "built" && serving.kind === "nothing") {
    return { kind: "pending", reason: "built, not started yet", evidence: serving.evidence };
  }
  return undefined;
}

function settledVerdict({ phase, seen, serving, evidence }: ReloadState): Verdict {
  if (phase.kind === "unknown") return { kind: "unknown", reason: phase.reason };
  if (seen?.kind === "unknown") return { kind: "unknown", reason: seen.reason };
  if (phase.kind === "waiting") {
    return { kind: "current", evidence: `the command has ended well${quoted(evidence?.text)}` };
  }
  if (serving.kind === "new") return { kind: "current", evidence: serving.evidence };
  return { kind: "unknown", reason: serving.evidence };
}

function failedText({ errors }: Extract<ReloadPhase, { kind: "failed" }>): string {
  if (errors === 0) return "failed";
  return errors === 1 ? "failed, 1 error" : `failed, ${errors} errors`;
}

function crashedText({ exitCode }: Extract<ReloadPhase, { kind: "crashed" }>): string {
  return exitCode === undefined ? "crashed" : `crashed with exit code ${exitCode}`;
}

function servesText({ kind }: Serving): string | undefined {
  switch (kind) {
    case "nothing":
      return "nothing serving";
    case "old":
      return "the old build still serves";
    case "new":
    case "unknown":
      return undefined;
  }
}

function quoted(text: string | undefined): string {
  return text === undefined ? "" : `: ${text}`;
}
