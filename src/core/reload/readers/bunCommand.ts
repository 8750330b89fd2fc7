import { programName } from "../commandWords.ts";
import { type OptionSpec, readOptions } from "./options.ts";

/** How bun is told to take in changes. */
export type BunMode =
  /** `--watch`: the process is started anew. */
  | "watch"
  /** `--hot`: the modules are loaded anew into the process that runs. */
  | "hot"
  /** `bun ./index.html`: a server for pages. */
  | "html"
  /** `bun test --watch`. */
  | "test";

/** `bun run --help` of 1.4.5. Options with a value that need a `=` are flags here. */
const SPEC: OptionSpec = {
  flags: ["--watch", "--hot", "-b", "--bun", "-i"],
  valued: [
    ...["-r", "--preload", "--require", "--import", "-c", "--config", "--cwd", "--env-file", "--port"],
    ...["--conditions", "--fetch-preconnect", "--max-http-header-size", "--dns-result-order", "--title"],
    ...["--redirect-warnings", "--disable-warning", "--unhandled-rejections", "--console-depth", "--shell"],
    ...["--user-agent", "--main-fields", "--extension-order", "--tsconfig-override", "-d", "--define"],
    ...["--drop", "--feature", "-l", "--loader", "--jsx-factory", "--jsx-fragment", "--jsx-import-source"],
    ...["--jsx-runtime", "--install", "-F", "--filter", "--elide-lines", "--watch-kill-signal", "-e"],
    ...["--eval", "-p", "--print", "--cpu-prof-name", "--cpu-prof-dir", "--cpu-prof-interval"],
    ...["--heap-prof-name", "--heap-prof-dir", "--heap-prof-interval", "--cron-title", "--cron-period"],
  ],
};

/**
 * What a command of bun's tells (1.4.5).
 *
 * A script's name is none: `bun --watch run dev` passes its option on to nobody. What follows the file is the
 * program's own.
 */
export function bunMode([program = "", ...args]: readonly string[]): BunMode | undefined {
  if (programName(program) !== "bun") return undefined;
  const before = readOptions(args, SPEC);
  const [first, ...others] = before.rest;
  const flags = new Set(before.flags);
  if (first === "test") return [...flags, ...others].includes("--watch") ? "test" : undefined;
  const after = first === "run" ? readOptions(others, SPEC) : before;
  for (const flag of after.flags) flags.add(flag);
  const target = after.rest[0];
  if (target === undefined || !isFile(target)) return undefined;
  if (flags.has("--hot")) return "hot";
  if (flags.has("--watch")) return "watch";
  return /\.html?$/.test(target) ? "html" : undefined;
}

function isFile(target: string): boolean {
  return /[./]/.test(target);
}
