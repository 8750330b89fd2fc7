import type { LogLine } from "../../logs/logLine.ts";
import { programName } from "../commandWords.ts";
import type { LineReader, Tool, ToolSetup, WatchedPaths } from "../reader.ts";
import type { Signal } from "../signal.ts";
import { CargoLines, mayBeCargo } from "./cargoLines.ts";
import { hasAny, type OptionSpec, type Options, readOptions, valuesOf } from "./options.ts";
import { startedBy } from "./startedBy.ts";
import { resolved, someOf, wholeFolder } from "./watchedPaths.ts";

/** `bacon --help` of 3.26.0. */
const SPEC: OptionSpec = {
  flags: [
    ...[
      "--headless",
      "-s",
      "--summary",
      "-S",
      "--no-summary",
      "-w",
      "--wrap",
      "-W",
      "--no-wrap",
      "--reverse",
    ],
    ...["--no-reverse", "--help-line", "--no-help-line", "--offline", "--listen", "--no-listen"],
    ...["--no-default-features", "--all-features", "-e", "--export-locations", "-E", "--no-export-locations"],
  ],
  valued: ["-j", "--job", "--features", "--watch", "--project", "--config-toml"],
  interspersed: true,
};
/**
 * It watches these of the package, the workspace and each local dependency, and `tests`, `benches`, `examples` and
 * `build.rs` where they are there when the job begins (3.26.0); `bacon.toml` can say otherwise.
 */
const SURELY = ["Cargo.toml", "src"];
/** Its own jobs (3.26.0) that end, whatever a change brings: it waits for that. */
const ENDING_JOBS: ReadonlySet<string> = new Set(
  "check check-all clippy clippy-all pedantic test nextest doc".split(" "),
);
/** Of those that run the program: it waits for its end, but for `run-long`. */
const RUNNING_JOBS: ReadonlySet<string> = new Set(["run", "run-long", "ex"]);
const BADGE_LINE =
  /^ \S+ {2}(?:check|check-all|clippy|clippy-all|pedantic|test|nextest|doc|run|run-long|ex) (?: .+ )?$/;

/** bacon 3, `--headless`. */
export const bacon: Tool = {
  tool: "bacon",
  fromCommand(command, container) {
    for (const { words, folder } of startedBy(command, container.workingDir)) {
      const [program = "", ...args] = words;
      if (programName(program) !== "bacon") continue;
      return setupOf(readOptions(args, SPEC), folder);
    }
    return undefined;
  },
  usual: ({ workingDir }) => ({
    ...setupOf(readOptions(["--headless"], SPEC), workingDir),
    watching: someOf(workingDir),
    meanwhile: "unknown",
    whileRunning: "restarts",
  }),
  isTypical: (text) => BADGE_LINE.test(text),
  createReader: (setup) => new BaconReader(setup),
};

function setupOf(options: Options, folder: string): ToolSetup {
  const { job, project } = whatToDo(options);
  const known = ENDING_JOBS.has(job) || RUNNING_JOBS.has(job);
  const watching = watchedBy(options, resolved(folder, [project])[0] ?? folder);
  return {
    tool: "bacon",
    watching: known ? watching : { ...watching, unsure: true },
    // `run-long` ends the program before it builds anew; the others build when it has ended.
    meanwhile: known ? "nothing" : "unknown",
    tellsBegin: false,
    // On a terminal it draws a screen instead.
    tellsSuccess: hasAny(options, "--headless"),
    whileRunning: job === "run" || job === "ex" ? "ignores" : "restarts",
  };
}

/** A word with a dot or a slash is a path, the other one a job (`Args::fix`, 3.26.0). */
function whatToDo(options: Options): { readonly job: string; readonly project: string } {
  const words = options.rest.slice(0, 2);
  const isPath = /[./]/.test(words[0] ?? "");
  const [path, name] = isPath ? words : [words[1], words[0]];
  return {
    job: valuesOf(options, "-j", "--job").at(-1) ?? name ?? "check",
    project: valuesOf(options, "--project").at(-1) ?? path ?? ".",
  };
}

function watchedBy(options: Options, base: string): WatchedPaths {
  const only = valuesOf(options, "--watch");
  const all = { ...wholeFolder(base), unsure: options.unknown || hasAny(options, "--config-toml") };
  return only.length > 0
    ? { ...all, include: resolved(base, only) }
    : { ...all, surely: resolved(base, SURELY) };
}

/** The job's lines are passed through; a line of badges tells of its end, unless a change has ended it. */
class BaconReader implements LineReader {
  readonly #setup: ToolSetup;
  readonly #cargo: CargoLines;
  #isBuilding = true;

  constructor(setup: ToolSetup) {
    this.#setup = setup;
    this.#cargo = new CargoLines(setup);
  }

  mayMatter(bytes: Uint8Array): boolean {
    return mayBeCargo(bytes) || endsWithBadge(bytes);
  }

  read(text: string, { bytes }: LogLine): readonly Signal[] {
    if (!this.#setup.tellsSuccess) return [];
    if (endsWithBadge(bytes) && isBadges(Buffer.from(bytes).toString("utf8"))) return this.#ended(text);
    const signals = this.#cargo.read(text);
    for (const { kind } of signals) {
      if (kind === "built" || kind === "launch") this.#isBuilding = false;
      else if (kind === "compile" || kind === "lock" || kind === "failed") this.#isBuilding = true;
    }
    return signals;
  }

  #ended(badges: string): readonly Signal[] {
    this.#cargo.begin();
    const building = this.#isBuilding;
    this.#isBuilding = true;
    const code = / Command error code: (\d{1,3}) /.exec(badges)?.[1];
    const errors = countOf(badges, "error");
    const end: Signal = code === undefined ? { kind: "end" } : { kind: "end", code: Number(code) };
    // It counts the program's own lines, too.
    if (building && errors > 0) {
      return [{ kind: "failed", errors, warnings: countOf(badges, "warning") }, end];
    }
    return countOf(badges, "fail") > 0 ? [{ kind: "crash" }, end] : [end];
  }
}

function countOf(badges: string, what: string): number {
  return Number(new RegExp(` (\\d+) ${what}s? `).exec(badges)?.[1] ?? 0);
}

/** The project's name, the job's, and what came of it, each on a colour of its own (3.26.0), whatever the skin. */
function isBadges(line: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is looked for
  return /^(?:(?:\u001b\[[\d;]*m)+ [^\u001b]* \u001b\[0m){2,6}\r?$/.test(line);
}

const BADGE_END = " \u001b[0m";

function endsWithBadge(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x1b || bytes.at(-1) !== 0x6d) return false;
  return Buffer.from(
    bytes.buffer,
    bytes.byteOffset + bytes.length - BADGE_END.length,
    BADGE_END.length,
  ).equals(END_BYTES);
}

const END_BYTES = Buffer.from(BADGE_END);
