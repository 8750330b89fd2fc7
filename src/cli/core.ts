import { stat } from "node:fs/promises";
import path from "node:path";
import type { App } from "../core/app.ts";
import { type Logger, SILENT } from "../core/base/logger.ts";
import { DEFAULT_BUILD } from "../shared/protocol.ts";
import { type CliOptions, type CliPorts, EXIT } from "./ports.ts";

/** The folder that a command was called for, absolute; `undefined` where there is none, which is said. */
export async function chosenFolder({ args }: CliOptions, ports: CliPorts): Promise<string | undefined> {
  const folder = path.resolve(ports.cwd, args[0] ?? ".");
  if (args.length > 1) cannotTell(ports, "one folder at a time, please");
  else if (!(await isFolder(folder))) cannotTell(ports, `there is no folder ${folder}`);
  else return folder;
  return undefined;
}

/**
 * Works with a core that looks at the folder; it has ended when this resolves. Who types a command has looked at the
 * folder: it counts as trusted.
 */
export async function withCore<T>(
  folder: string,
  { verbose }: CliOptions,
  ports: CliPorts,
  work: (app: App) => Promise<T>,
): Promise<T> {
  const app = ports.createApp(verbose ? writer(ports.err) : SILENT);
  try {
    await app.initialize({
      folders: [folder],
      trust: "trusted",
      settings: { dockerHost: "", stacks: [], services: {}, build: DEFAULT_BUILD },
      chosenModes: {},
      chosenProfiles: {},
      chosenContext: "",
    });
    return await work(app);
  } finally {
    await app.dispose();
  }
}

/** Says why, and gives the exit code for it. */
export function cannotTell(ports: CliPorts, ...reasons: readonly string[]): number {
  for (const reason of reasons) ports.err(`devloop: ${reason}\n`);
  return EXIT.cannotTell;
}

function writer(err: (text: string) => void): Logger {
  const line = (level: string) => (text: string) => err(`${level}: ${text}\n`);
  return { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
}

export async function isFolder(folder: string): Promise<boolean> {
  try {
    return (await stat(folder)).isDirectory();
  } catch {
    return false;
  }
}
