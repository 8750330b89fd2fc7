import type { ContainerState, ReloadState, ServiceState, StackState, Verdict } from "../shared/model.ts";
import { loopOfLastChange, neededText, notSeenText, phaseText } from "./reloadTexts.ts";

/**
 * What has become of a service's last change. `needsAction`: no reload takes it in. `waiting`: it is on its way.
 */
export type Outcome = "served" | "failed" | "notSeen" | "needsAction" | "unknown" | "waiting";

export interface ServiceOutcome {
  readonly stack: string;
  readonly service: string;
  readonly outcome: Outcome;
  /** A few words. */
  readonly reason: string;
  /** The line or the sentence that it comes from. */
  readonly evidence?: string;
  /** From the change to what answers, in milliseconds; absent where that was not seen. */
  readonly loopMs?: number;
}

type Judgement = Pick<ServiceOutcome, "outcome" | "reason" | "evidence">;

/** A tool that says anything at its start has said it by then. */
const FIRST_WORD_MS = 60_000;

/** The outcome of several: waiting while any waits, then the worst. */
export function overallOutcome(services: readonly ServiceOutcome[]): Outcome {
  const order = ["waiting", "failed", "notSeen", "needsAction", "unknown"] as const;
  return order.find((each) => services.some(({ outcome }) => outcome === each)) ?? "served";
}

/** @param now milliseconds since the epoch */
export function serviceOutcome(stack: StackState, service: ServiceState, now: number): ServiceOutcome {
  const judgement = judge(stack, service, now);
  const loopMs =
    judgement.outcome === "served" && service.reload ? loopOfLastChange(service.reload) : undefined;
  return {
    stack: stack.project,
    service: service.name,
    ...judgement,
    ...(loopMs === undefined ? {} : { loopMs }),
  };
}

function judge(stack: StackState, service: ServiceState, now: number): Judgement {
  const { reload, verdict } = service;
  const own = service.containers.filter(({ oneOff }) => !oneOff);
  if (!stack.known) return waiting("Docker has not told its containers");
  if (reload === undefined) return withoutReload(own, verdict);
  const reason = waitsFor(reload, own, now);
  if (reason !== undefined) return waiting(reason, reload.evidence?.text);
  switch (verdict.kind) {
    case "current":
      return { outcome: "served", reason: servedText(reload), evidence: verdict.evidence };
    case "pending":
      return waiting(verdict.reason, verdict.evidence);
    case "unknown":
      return { outcome: "unknown", reason: verdict.reason };
    case "notCurrent":
      return notCurrent(reload, own, verdict);
  }
}

/** What is still to come of it, whatever the verdict is until then; `undefined`: nothing. */
function waitsFor(
  { tool, phase, seen }: ReloadState,
  own: readonly ContainerState[],
  now: number,
): string | undefined {
  if (phase.kind === "compiling") return phaseText(phase);
  if (seen?.kind === "pending") return "the last change has not been seen yet";
  if (phase.kind !== "unknown") return undefined;
  const { reason } = phase;
  if (reason === "its log is being read") return reason;
  const justStarted = own.some(
    ({ status, startedAt = 0 }) => status === "running" && now - startedAt < FIRST_WORD_MS,
  );
  return justStarted && reason === `${tool} has not said anything yet` ? reason : undefined;
}

/** In the verdict's order. */
function notCurrent(
  { phase, seen, needs, evidence }: ReloadState,
  own: readonly ContainerState[],
  verdict: Extract<Verdict, { kind: "notCurrent" }>,
): Judgement {
  const said = { reason: verdict.reason, evidence: verdict.evidence };
  if (own.some(hasEndedBadly)) return { outcome: "failed", ...said };
  if (phase.kind === "failed" || phase.kind === "crashed") {
    return { outcome: "failed", reason: phaseText(phase), evidence: evidence?.text ?? verdict.evidence };
  }
  if (own.some(isUnhealthy)) return { outcome: "failed", ...said };
  if (needs !== undefined)
    return { outcome: "needsAction", reason: neededText(needs), evidence: needs.reason };
  if (seen?.kind === "no") {
    return { outcome: "notSeen", reason: notSeenText(seen.cause), evidence: `${seen.reason} ${seen.fix}` };
  }
  return { outcome: "needsAction", ...said };
}

/** Only of a service that the user named, or that has been waited for. */
function withoutReload(own: readonly ContainerState[], verdict: Verdict): Judgement {
  if (verdict.kind === "pending") return waiting(verdict.reason, verdict.evidence);
  if (verdict.kind === "notCurrent") {
    const bad = own.some((each) => hasEndedBadly(each) || isUnhealthy(each));
    return {
      outcome: bad ? "failed" : "needsAction",
      reason: verdict.reason,
      evidence: verdict.evidence,
    };
  }
  if (verdict.kind === "unknown" && own.length === 0) return { outcome: "unknown", reason: verdict.reason };
  return {
    outcome: "unknown",
    reason: "nothing tells of its reloads",
    evidence: "Neither its command nor its log is of a tool that is known to reload.",
  };
}

function hasEndedBadly({ status, exitCode }: ContainerState): boolean {
  return status === "dead" || status === "restarting" || (status === "exited" && exitCode !== 0);
}

function isUnhealthy({ status, health }: ContainerState): boolean {
  return status === "running" && health === "unhealthy";
}

function servedText({ serving, change }: ReloadState): string {
  if (serving.kind === "nothing") return "its command has ended well";
  return change === undefined ? "serving, unchanged since its start" : "serving the new build";
}

function waiting(reason: string, evidence?: string): Judgement {
  return { outcome: "waiting", reason, ...(evidence === undefined ? {} : { evidence }) };
}
