import type { App } from "../core/app.ts";
import { cannotTell, chosenFolder, withCore } from "./core.ts";
import { createDeadline, type Deadline } from "./deadline.ts";
import { parseDuration } from "./duration.ts";
import { type CliOptions, type CliPorts, EXIT } from "./ports.ts";
import { type Decision, decide, type WaitFor } from "./waitDecision.ts";
import type { Outcome } from "./waitOutcome.ts";
import { progressLines, renderOutcome, renderWaitJson, timeOutReason } from "./waitTexts.ts";

export interface WaitOptions extends CliOptions {
  /** Empty: every service that is known to reload. */
  readonly services: readonly string[];
  /** As the user wrote it. */
  readonly timeout: string;
}

/** `devloop wait [--service S]… [--timeout T] [--json] [folder]`: until the last change is served, or will not be. */
export async function wait(options: WaitOptions, ports: CliPorts): Promise<number> {
  const { services: names, timeout, json, verbose } = options;
  const limitMs = parseDuration(timeout);
  if (limitMs === undefined) {
    return cannotTell(ports, `--timeout ${timeout}: give a time such as 30s, 5m or 90 (seconds)`);
  }
  const folder = await chosenFolder(options, ports);
  if (folder === undefined) return EXIT.cannotTell;
  const deadline = createDeadline(limitMs, ports.signal);
  const progress = verbose || ports.errIsTerminal ? ports.err : () => {};
  const decision = await withCore(folder, options, ports, (app) =>
    untilDecided(app, deadline, { folder, names }, progress),
  ).finally(() => deadline.dispose());
  if (ports.signal.aborted) return EXIT.interrupted;
  if (json) ports.out(renderWaitJson(decision));
  if (decision?.kind === "outcome") {
    if (!json) ports.out(renderOutcome(decision.services));
    if (decision.outcome === "waiting") cannotTell(ports, timeOutReason(decision.services, timeout));
    return EXITS[decision.outcome];
  }
  return cannotTell(
    ports,
    ...(decision?.reasons ?? [
      `Docker and Compose have not told what there is within ${timeout}. Give them more time with --timeout.`,
    ]),
  );
}

/** What a tool that says nothing is given to say its first word ends without a change. */
const LOOK_MS = 1_000;

const EXITS: Readonly<Record<Outcome, number>> = {
  served: EXIT.well,
  failed: EXIT.notWell,
  notSeen: EXIT.cannotTell,
  needsAction: EXIT.cannotTell,
  unknown: EXIT.cannotTell,
  waiting: EXIT.cannotTell,
};

/** @returns what is decided, or what there was at the deadline; `undefined`: nothing was known by then */
async function untilDecided(
  app: App,
  deadline: Deadline,
  waitFor: WaitFor,
  progress: (text: string) => void,
): Promise<Decision | undefined> {
  if ((await deadline.within(app.looked())) === undefined) return undefined;
  const before = new Set<string>();
  const tell = progressLines(progress);
  const look = (): Decision => {
    const decision = decide(app.state, waitFor, before, Date.now());
    if (decision.kind !== "outcome") return decision;
    for (const { stack, service } of decision.services) before.add(`${stack}/${service}`);
    tell(decision.services);
    return decision;
  };
  for (;;) {
    const decision = await nextDecision(app, deadline, look);
    if (decision === undefined) return look();
    if (decision.kind === "impossible") return decision;
    // A file that was saved, or a container that was made, a moment ago may not have been looked at.
    await deadline.within(app.rescan().then(() => app.looked()));
    const again = look();
    if (deadline.reached || !isWaiting(again)) return again;
  }
}

/** The first look that has not to go on waiting; `undefined` where the deadline is reached first. */
async function nextDecision(
  app: App,
  deadline: Deadline,
  look: () => Decision,
): Promise<Decision | undefined> {
  const decided = Promise.withResolvers<Decision>();
  const lookAgain = (): void => {
    const decision = look();
    if (!isWaiting(decision)) decided.resolve(decision);
  };
  const subscription = app.onDidChange(lookAgain);
  const timer = setInterval(lookAgain, LOOK_MS);
  try {
    lookAgain();
    return await deadline.within(decided.promise);
  } finally {
    clearInterval(timer);
    subscription.dispose();
  }
}

function isWaiting(decision: Decision): boolean {
  return decision.kind === "outcome" && decision.outcome === "waiting";
}
