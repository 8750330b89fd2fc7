import { stat } from "node:fs/promises";
import path from "node:path";
import { type Logger, SILENT } from "../core/base/logger.ts";
import type { AppState } from "../shared/model.ts";
import { assess } from "./assess.ts";
import { type CliOptions, type CliPorts, EXIT } from "./ports.ts";
import { renderJson, renderTable } from "./render.ts";

/** Engines answer in milliseconds and Compose in tenths of a second a file; beyond this something hangs. */
const TIME_LIMIT_MS = 60_000;

/** `devloop status [--json] [folder]`. Who types it has looked at the folder: it counts as trusted. */
export async function status(options: CliOptions, ports: CliPorts): Promise<number> {
  const folder = path.resolve(ports.cwd, options.args[0] ?? ".");
  if (options.args.length > 1) return cannotTell(ports, "one folder at a time, please");
  if (!(await isFolder(folder))) return cannotTell(ports, `there is no folder ${folder}`);
  const told = await look(folder, options, ports);
  if (ports.signal.aborted) return EXIT.interrupted;
  if (told === undefined) return cannotTell(ports, `no answer within ${TIME_LIMIT_MS / 1000} s`);
  // What else runs on the engine is not this folder's.
  const state = { ...told, stacks: told.stacks.filter(({ origin }) => origin === "workspace") };
  const assessment = assess(state, folder);
  ports.out(options.json ? renderJson(state, assessment) : renderTable(state));
  if (assessment.kind === "unknown")
    for (const reason of assessment.reasons) ports.err(`devloop: ${reason}\n`);
  return { well: EXIT.well, notWell: EXIT.notWell, unknown: EXIT.cannotTell }[assessment.kind];
}

/** The first state in which everything has answered; `undefined` where that takes too long. */
async function look(folder: string, options: CliOptions, ports: CliPorts): Promise<AppState | undefined> {
  const app = ports.createApp(options.verbose ? writer(ports.err) : SILENT);
  const stop = AbortSignal.any([ports.signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
  const stopped = Promise.withResolvers<undefined>();
  if (stop.aborted) stopped.resolve(undefined);
  stop.addEventListener("abort", () => stopped.resolve(undefined), { once: true });
  try {
    await app.initialize({
      folders: [folder],
      trust: "trusted",
      settings: { dockerHost: "", stacks: [] },
      chosenModes: {},
      chosenProfiles: {},
      chosenContext: "",
    });
    return await Promise.race([app.settled(), stopped.promise]);
  } finally {
    await app.dispose();
  }
}

function writer(err: (text: string) => void): Logger {
  const line = (level: string) => (text: string) => err(`${level}: ${text}\n`);
  return { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
}

function cannotTell(ports: CliPorts, reason: string): number {
  ports.err(`devloop: ${reason}\n`);
  return EXIT.cannotTell;
}

async function isFolder(folder: string): Promise<boolean> {
  try {
    return (await stat(folder)).isDirectory();
  } catch {
    return false;
  }
}
