import type { App } from "../core/app.ts";
import { type BuildPlan, type BuildWish, planBuilds } from "./buildPlan.ts";
import { type BuildRun, runBuild, wasBegun } from "./buildRun.ts";
import { renderRecords } from "./builds.ts";
import { renderBuilt } from "./builtTexts.ts";
import { cannotTell, chosenFolder, withCore } from "./core.ts";
import { createDeadline } from "./deadline.ts";
import { LiveArea } from "./liveArea.ts";
import { plain } from "./plain.ts";
import { type CliOptions, type CliPorts, EXIT } from "./ports.ts";

export interface BuildOptions extends CliOptions, Omit<BuildWish, "folder"> {}

/** To find the compose files and the engine; a build itself may take as long as it takes. */
const START_MS = 60_000;
/** Of the output, where it was not told while it came. */
const LAST_LINES = 20;

/** `devloop build [--service S]… [--mode LABEL] [--no-cache] [--stamp] [--json] [folder]`. */
export async function build(options: BuildOptions, ports: CliPorts): Promise<number> {
  const folder = await chosenFolder(options, ports);
  if (folder === undefined) return EXIT.cannotTell;
  const columns = options.verbose ? undefined : ports.errColumns();
  const area =
    columns === undefined ? undefined : new LiveArea(ports.err, () => ports.errColumns() ?? columns);
  const view = { tell: ports.err, ...(area === undefined ? {} : { area }) };
  const runs: BuildRun[] = [];
  const reasons: string[] = [];
  await withCore(folder, options, ports, async (app) => {
    const plan = await planned(app, { ...options, folder }, ports.signal);
    if (plan.kind === "impossible") reasons.push(...plan.reasons);
    else {
      for (const each of plan.builds) {
        if (ports.signal.aborted) break;
        runs.push(await runBuild(app, each, view, ports.signal));
      }
    }
  }).finally(() => area?.clear());
  if (ports.signal.aborted) return EXIT.interrupted;
  const records = runs.flatMap((run) => run.records);
  if (options.json) ports.out(renderRecords(records));
  else if (runs.length > 0)
    ports.out(
      renderBuilt(
        records,
        runs.flatMap((run) => run.unseen),
      ),
    );
  for (const run of runs) tellUnrecorded(run, area === undefined, ports);
  if (reasons.length > 0) return cannotTell(ports, ...reasons);
  return exitCode(runs);
}

async function planned(app: App, wish: BuildWish, signal: AbortSignal): Promise<BuildPlan> {
  const deadline = createDeadline(START_MS, signal);
  try {
    const state = await deadline.within(app.settled());
    return state === undefined
      ? { kind: "impossible", reasons: [`no answer within ${START_MS / 1000} s`] }
      : planBuilds(state, wish);
  } finally {
    deadline.dispose();
  }
}

/** A failure that no record explains. */
function tellUnrecorded({ result, records, output }: BuildRun, wasTold: boolean, ports: CliPorts): void {
  if (result.kind !== "failed" || records.some(({ error }) => error !== undefined)) return;
  const lines = wasTold ? [] : output.trimEnd().split("\n").slice(-LAST_LINES);
  for (const line of lines) ports.err(`| ${plain(line)}\n`);
  ports.err(`devloop: ${result.summary}\n`);
}

function exitCode(runs: readonly BuildRun[]): number {
  const failed = runs.filter(({ result }) => result.kind !== "done");
  if (failed.length === 0) return EXIT.well;
  // An action that somebody else cancelled has not failed, and has not built.
  return failed.some(wasBegun) ? EXIT.notWell : EXIT.cannotTell;
}
