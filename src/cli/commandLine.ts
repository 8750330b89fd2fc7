import { parseArgs } from "node:util";

const flag = { type: "boolean" } as const;
const OPTIONS = {
  json: flag,
  verbose: flag,
  service: { type: "string", multiple: true },
  timeout: { type: "string" },
  mode: { type: "string" },
  "no-cache": flag,
  stamp: flag,
  all: flag,
  limit: { type: "string" },
  help: { ...flag, short: "h" },
  version: flag,
} as const;

export type OptionName = keyof typeof OPTIONS;
export type OptionValues = Extract<ReturnType<typeof parseCommandLine>, object>["values"];

/** @returns what was asked for, or what is wrong with it: a sentence without its full stop */
export function parseCommandLine(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** An option that was given and means nothing to the command. @param own what does, besides those that all have */
export function foreignOption(values: OptionValues, own: readonly OptionName[]): string | undefined {
  const known = new Set<string>([...own, "json", "verbose", "help", "version"]);
  return Object.keys(values).find((name) => !known.has(name));
}
