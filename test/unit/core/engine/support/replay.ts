import { SILENT } from "../../../../../src/core/base/logger.ts";
import { Engine } from "../../../../../src/core/engine/engine.ts";
import type { Report } from "../../../../../src/core/engine/recording/format.ts";
import { Stacks } from "../../../../../src/core/stack/stacks.ts";
import type { StackStore } from "../../../../../src/core/stack/store.ts";
import type { AppState, StackState } from "../../../../../src/shared/model.ts";
import { ReplayClient } from "./replayClient.ts";

const LIMIT_MS = 3_000;

export interface Replayed {
  /** What is told now. */
  readonly stacks: readonly StackState[];
  /** What was told when the report ended. */
  readonly reported: readonly StackState[];
}

/**
 * Has today's code see what a report tells, and waits until it tells the same stacks as the report's end. Where it does
 * not within 3 s, both are returned as they are: the test says what differs.
 */
export async function replay(report: Report): Promise<Replayed> {
  const end = report.lines.findLast((line) => line.kind === "state" && line.moment === "end");
  if (end?.kind !== "state") throw new Error("The report has no end.");
  // A report is made by `Recorder` of exactly these; one that is not makes the test fail.
  const { stacks: reported } = end.app as AppState;
  const { folders, sets, chosen, chosenProfiles } = end.workspace as StackStore;
  const stacks = new Stacks();
  stacks.apply({ kind: "folders", folders });
  stacks.apply({ kind: "sets", sets });
  stacks.apply({ kind: "chosen", chosen });
  stacks.apply({ kind: "chosenProfiles", chosenProfiles });
  for (const { id, actions, watch } of reported) {
    stacks.apply({ kind: "actions", stackId: id, actions });
    stacks.apply({ kind: "watch", stackId: id, watch });
  }
  const client = new ReplayClient(report);
  const endpoint = { source: "setting", host: "unix:///report" } as const;
  const engine = new Engine({ endpoint, client, logger: SILENT, random: () => 0 });
  engine.onDidChangeState(({ kind }) => {
    if (kind === "unreachable") stacks.apply({ kind: "containers", change: { kind: "lost" } });
  });
  engine.onDidChangeContainers((change) => stacks.apply({ kind: "containers", change }));
  try {
    engine.start();
    await client.play(() => void engine.relist());
    const isSame = () => JSON.stringify(plain(stacks.selected)) === JSON.stringify(plain(reported));
    await sameOrLate(isSame, stacks);
    return { stacks: plain(stacks.selected), reported: plain(reported) };
  } finally {
    engine.dispose();
    stacks.dispose();
  }
}

async function sameOrLate(isSame: () => boolean, stacks: Stacks): Promise<void> {
  if (isSame()) return;
  await new Promise<void>((resolve) => {
    const settle = () => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
    const timer = setTimeout(settle, LIMIT_MS);
    const subscription = stacks.onDidChange(() => {
      if (isSame()) settle();
    });
  });
}

/** As JSON tells it, with the fields of each object in one order. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (_key, item: unknown) => inOrder(item)));
}

function inOrder(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
    : value;
}
