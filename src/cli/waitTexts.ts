import { durationText } from "./duration.ts";
import type { Decision } from "./waitDecision.ts";
import type { ServiceOutcome } from "./waitOutcome.ts";

/** Raised with every change that would break a reader. */
const JSON_VERSION = 1;

/** For programs. The outcome is `unknown` where nothing could be waited for, and the reasons say why. */
export function renderWaitJson(decision: Decision | undefined): string {
  const told =
    decision?.kind === "outcome"
      ? { outcome: decision.outcome, reasons: [], services: decision.services }
      : { outcome: "unknown", reasons: decision?.reasons ?? [], services: [] };
  return `${JSON.stringify({ version: JSON_VERSION, ...told }, null, 2)}\n`;
}

/** For people: a line a service. */
export function renderOutcome(services: readonly ServiceOutcome[]): string {
  const names = shortNames(services);
  const width = Math.max(...names.map((name) => name.length));
  return services.map((each, index) => `${(names[index] ?? "").padEnd(width)}  ${text(each)}\n`).join("");
}

/** What is still waited for when the time is up, and what to do. */
export function timeOutReason(services: readonly ServiceOutcome[], timeout: string): string {
  const late = services.filter(({ outcome }) => outcome === "waiting");
  const names = late.map(({ service }) => service);
  return (
    `not served within ${timeout}: ${names.join(", ")}. ` +
    `Give it more time with --timeout, or look at what it says: docker compose logs ${names.join(" ")}`
  );
}

/** Tells of each service what is waited for, whenever that has become something else. */
export function progressLines(write: (text: string) => void): (services: readonly ServiceOutcome[]) => void {
  const told = new Map<string, string>();
  return (services) => {
    const names = shortNames(services);
    for (const [index, { stack, service, outcome, reason }] of services.entries()) {
      const key = `${stack}/${service}`;
      const line = `${names[index]}: ${reason}\n`;
      if (told.get(key) !== line && (outcome === "waiting" || told.has(key))) write(line);
      if (outcome === "waiting" || told.has(key)) told.set(key, line);
    }
  };
}

/** The services' own names where they are all of one stack. */
function shortNames(services: readonly ServiceOutcome[]): string[] {
  const one = new Set(services.map(({ stack }) => stack)).size === 1;
  return services.map(({ stack, service }) => (one ? service : `${stack}/${service}`));
}

function text({ outcome, reason, evidence, loopMs }: ServiceOutcome): string {
  switch (outcome) {
    case "served":
      return loopMs === undefined ? reason : `${reason} after ${durationText(loopMs)}`;
    case "waiting":
      return `still waiting: ${reason}`;
    case "unknown":
      return evidence === undefined ? `unknown: ${reason}` : `unknown: ${reason}. ${evidence}`;
    case "failed":
    case "notSeen":
    case "needsAction":
      return evidence === undefined ? reason : `${reason}: ${evidence}`;
  }
}
