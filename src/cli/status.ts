import { assess } from "./assess.ts";
import { cannotTell, chosenFolder, withCore } from "./core.ts";
import { createDeadline } from "./deadline.ts";
import { type CliOptions, type CliPorts, EXIT } from "./ports.ts";
import { renderJson, renderTable } from "./render.ts";

/** Engines answer in milliseconds and Compose in tenths of a second a file; beyond this something hangs. */
const TIME_LIMIT_MS = 60_000;

/** `devloop status [--json] [folder]`. */
export async function status(options: CliOptions, ports: CliPorts): Promise<number> {
  const folder = await chosenFolder(options, ports);
  if (folder === undefined) return EXIT.cannotTell;
  const deadline = createDeadline(TIME_LIMIT_MS, ports.signal);
  let late = false;
  const told = await withCore(folder, options, ports, async (app) => {
    const looked = await deadline.within(app.looked());
    late = looked === undefined;
    // A log that is not answered is no reason to tell nothing.
    return looked ?? (app.state.settled ? app.state : undefined);
  }).finally(() => deadline.dispose());
  if (ports.signal.aborted) return EXIT.interrupted;
  if (told === undefined) return cannotTell(ports, `no answer within ${TIME_LIMIT_MS / 1000} s`);
  // What else runs on the engine is not this folder's.
  const state = { ...told, stacks: told.stacks.filter(({ origin }) => origin === "workspace") };
  const assessment = assess(state, folder);
  ports.out(options.json ? renderJson(state, assessment) : renderTable(state));
  if (late)
    return cannotTell(
      ports,
      `Docker has not told of every container and log within ${TIME_LIMIT_MS / 1000} s`,
    );
  if (assessment.kind === "unknown") cannotTell(ports, ...assessment.reasons);
  return { well: EXIT.well, notWell: EXIT.notWell, unknown: EXIT.cannotTell }[assessment.kind];
}
