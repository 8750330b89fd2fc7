import type { App } from "../core/app.ts";
import type { BuildRecord, BuildResult } from "../shared/builds.ts";
import { DisposableStore } from "../shared/disposable.ts";
import type { ActionResult } from "../shared/protocol.ts";
import type { PlannedBuild } from "./buildPlan.ts";
import type { LiveArea } from "./liveArea.ts";
import { liveLines } from "./liveTexts.ts";
import { RunBuilds } from "./runBuilds.ts";

/** What has come of one stack's builds. */
export interface BuildRun {
  readonly result: ActionResult;
  /** In order of their start. */
  readonly records: readonly BuildRecord[];
  /** Services that were built, and of whose builds there is no record. */
  readonly unseen: readonly string[];
  /** What was printed last, whole lines. */
  readonly output: string;
}

export interface RunOutput {
  /** Where lines are written over; absent: the output is told as it comes. */
  readonly area?: LiveArea;
  readonly tell: (text: string) => void;
}

/** A clock that runs. */
const TICK_MS = 1_000;
/** From a command's end to the records of its builds: they are read from buildx, then written. */
const RECORDS_MS = 10_000;
/** Where there may be none: nothing was built, or nothing that can be seen. Nor is a cancelled one waited for longer. */
const SOON_MS = 3_000;
/** Characters; a failure that no record tells of is explained by the last ones. */
const KEPT = 16_384;
/** Among so many of the newest are a run's own. */
const NEWEST = 100;

/** Builds, tells how far it is, and resolves when all has ended; rejects where it could not be begun. */
export async function runBuild(
  app: App,
  { stack, request, services }: PlannedBuild,
  view: RunOutput,
  signal: AbortSignal,
): Promise<BuildRun> {
  const since = Date.now();
  let own: RunBuilds | undefined;
  let output = "";
  const emit = async (text: string) => {
    output = (output + text).slice(-KEPT);
    if (view.area === undefined) view.tell(text);
  };
  const show = () => {
    const { builds } = app.state;
    own?.look(builds);
    const [live, ended] = [own?.live(builds) ?? [], own?.ended(builds) ?? []];
    // Between a build's end and its record there is nothing to tell of it.
    if (own?.any && live.length + ended.length === 0) return;
    const run = { title: `building ${stack.project}`, since, live, ended, cancelling: signal.aborted };
    view.area?.show(liveLines(run, Date.now()));
  };
  const shown = new DisposableStore();
  shown.add(app.onDidChange(show));
  const timer = setInterval(show, TICK_MS);
  shown.add({ dispose: () => clearInterval(timer) });
  signal.addEventListener("abort", show);
  shown.add({ dispose: () => signal.removeEventListener("abort", show) });
  try {
    show();
    own = new RunBuilds(
      stack.id,
      since,
      await app.builds({ stackId: stack.id, limit: NEWEST, asKept: true }),
    );
    const result = await app.runAction(request, signal, emit);
    await untilKept(app, own, services, result, output);
    const newest = own.any ? await app.builds({ stackId: stack.id, limit: NEWEST, asKept: true }) : [];
    const records = newest.filter(({ id }) => own?.has(id)).reverse();
    const seen = new Set(records.flatMap((record) => record.services));
    const unseen = result.kind === "done" ? services.filter((service) => !seen.has(service)) : [];
    return { result, records, unseen, output };
  } finally {
    shown.dispose();
  }
}

/** Until the records are there of what has been built, as far as they will come. */
async function untilKept(
  app: App,
  own: RunBuilds,
  services: readonly string[],
  result: ActionResult,
  output: string,
): Promise<void> {
  if (!own.any && result.kind !== "done" && !hasSteps(output)) return;
  const came = RESULTS[result.kind];
  const over = Promise.withResolvers<void>();
  const look = () => {
    if (own.areKept(app.state.builds, services, came)) over.resolve();
  };
  const limit = own.any && came !== "cancelled" ? RECORDS_MS : SOON_MS;
  const timer = setTimeout(over.resolve, limit);
  const subscription = app.onDidChange(look);
  try {
    look();
    await over.promise;
  } finally {
    clearTimeout(timer);
    subscription.dispose();
  }
}

const RESULTS: Readonly<Record<ActionResult["kind"], BuildResult>> = {
  done: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
};

/** Whether a build was begun at all: what failed before is no failed build. */
export function wasBegun({ records, output }: BuildRun): boolean {
  return records.length > 0 || hasSteps(output);
}

/** BuildKit's plain progress counts them: `#5 [2/3] RUN make`. */
function hasSteps(output: string): boolean {
  return /^#\d+ /m.test(output);
}
