import type { LogLine } from "../../logs/logLine.ts";
import { programName } from "../commandWords.ts";
import type { LineReader, Tool, ToolSetup, WatchedPaths } from "../reader.ts";
import type { Signal } from "../signal.ts";
import { type CargoCommand, cargoCommand, withStart, wordsCommand } from "./cargoCommand.ts";
import { CARGO_WORDS, CargoLines } from "./cargoLines.ts";
import { beginsWith } from "./lineTest.ts";
import { hasAny, type OptionSpec, type Options, readOptions, valuesOf } from "./options.ts";
import { ownLines } from "./ownLine.ts";
import { startedBy } from "./startedBy.ts";
import { resolved, someOf, wholeFolder } from "./watchedPaths.ts";

/** `watchexec --help` of 2.3.2 and 2.8.0. */
const SPEC: OptionSpec = {
  flags: [
    ...["-n", "--no-process-group", "-Q", "--quote", "-I", "--interactive", "--exit-on-error", "-p"],
    ...["--postpone", "-r", "--restart", "--stdin-quit", "--ignore-nothing", "--no-default-ignore"],
    ...["--no-discover-ignore", "--no-global-ignore", "--no-meta", "--no-project-ignore", "--no-vcs-ignore"],
    ...["--no-follow-symlinks", "--print-events", "-v", "--verbose", "--bell", "-q", "--quiet", "--timings"],
    ...["--no-environment", "--no-shell"],
  ],
  valued: [
    ...["--delay-run", "-E", "--env", "--socket", "--shell", "--stop-signal", "--stop-timeout", "--timeout"],
    ...["--workdir", "--wrap-process", "-d", "--debounce", "--emit-events-to", "--map-signal", "-o"],
    ...["--on-busy-update", "-s", "--signal", "-e", "--exts", "-f", "--filter", "--filter-file", "-j"],
    ...["--filter-prog", "--fs-events", "-i", "--ignore", "--ignore-file", "--project-origin", "-w"],
    ...["--watch", "-W", "--watch-non-recursive", "-F", "--watch-file", "--color", "--colour"],
  ],
  optional: {
    "--poll": /^\d/,
    "--force-poll": /^\d/,
    "--log-file": /^[^-]/,
    "-c": /^(?:clear|reset)$/,
    "--clear": /^(?:clear|reset)$/,
    "-N": /^(?:both|start|end)$/,
    "--notify": /^(?:both|start|end)$/,
  },
};
/** What it does not say from outside which files they let pass. */
const HIDDEN_FILTERS = [
  ...["--filter-file", "-j", "--filter-prog", "--fs-events", "--ignore-file", "-W", "--watch-non-recursive"],
  ...["-F", "--watch-file"],
];
/** Its own (2.8.0); `target` is none of them: that takes a `.gitignore` in a repository. */
const IGNORES: readonly string[] = [
  ...[".DS_Store", "watchexec.*.log", "*.py[co]", "\\#*#", ".#*", ".*.kate-swp", ".*.sw?", ".*.sw?x"],
  ...[".bzr", "_darcs", ".fossil-settings", ".git", ".hg", ".pijul", ".svn"],
];
const RUNNING = "[Running: ";
const COMMAND = "[Command ";
/** It writes into lines that the command has begun: `   Compiling[Command killed by Terminate]`. */
const OWN = ownLines([RUNNING, COMMAND]);
/** A signal by which somebody ends a program, and not the program itself (2.8.0 writes their names so). */
const ASKED_TO_END = /^(?:Terminate|Interrupt|Hangup|Quit|User1|User2)$/;

/** watchexec 2. */
export const watchexec: Tool = {
  tool: "watchexec",
  fromCommand(command, container) {
    for (const { words, folder } of startedBy(command, container.workingDir)) {
      const [program = "", ...args] = words;
      if (programName(program) !== "watchexec" || args.includes("--only-emit-events")) continue;
      return setupOf(readOptions(args, SPEC), folder);
    }
    return undefined;
  },
  usual: ({ workingDir }) => ({
    ...setupOf(readOptions(["cargo", "run"], SPEC), workingDir),
    watching: someOf(workingDir),
    meanwhile: "unknown",
    whileRunning: "restarts",
  }),
  isTypical: (text) =>
    /^\[Running: .+\]$|^\[Command (?:was successful|exited with \d+|killed by \w+)(?:, lasted .+)?\]$/.test(
      text,
    ),
  createReader: (setup) => new WatchexecReader(setup),
};

function setupOf(options: Options, folder: string): ToolSetup {
  const { tellsSuccess, startsWhenBuilt } = runsCargo(options);
  const mode = busyMode(options);
  const watching = watchedBy(options, folder);
  const quiet = hasAny(options, "-q", "--quiet");
  return {
    tool: "watchexec",
    // What a signal does is the program's business.
    watching: mode === "signal" ? { ...watching, unsure: true } : watching,
    // It ends the program before it starts the command again, or waits until it has ended by itself.
    meanwhile: endsAll(options) ? "nothing" : "unknown",
    tellsBegin: !quiet,
    tellsSuccess,
    ...(startsWhenBuilt ? { startsWhenBuilt } : {}),
    ...(quiet ? { endsUntold: true } : {}),
    whileRunning: mode === "restart" || mode === "signal" ? "restarts" : "ignores",
  };
}

function busyMode(options: Options): string {
  if (hasAny(options, "-s", "--signal")) return "signal";
  if (hasAny(options, "-r", "--restart")) return "restart";
  return valuesOf(options, "-o", "--on-busy-update").at(-1) ?? "do-nothing";
}

/** Whether what the command has started ends with it. */
function endsAll(options: Options): boolean {
  return !hasAny(options, "--no-process-group") && !valuesOf(options, "--wrap-process").includes("none");
}

/** Its words are a shell's text, unless told otherwise (2.8.0). */
function runsCargo(options: Options): CargoCommand {
  const shell = valuesOf(options, "--shell").at(-1);
  if (shell === "none" || hasAny(options, "-n")) return wordsCommand(options.rest);
  const [only, ...others] = options.rest;
  return others.length > 0 ? wordsCommand(options.rest) : cargoCommand(only ?? "");
}

function watchedBy(options: Options, folder: string): WatchedPaths {
  const base = resolved(folder, [valuesOf(options, "--workdir").at(-1) ?? "."])[0] ?? folder;
  const watched = valuesOf(options, "-w", "--watch");
  const { extensions, exact } = namesOf(options);
  const all = wholeFolder(base);
  return {
    ...all,
    include: watched.length === 0 ? all.include : resolved(base, watched),
    ignore: [
      ...(hasAny(options, "--ignore-nothing", "--no-default-ignore") ? [] : IGNORES),
      ...valuesOf(options, "-i", "--ignore"),
    ],
    vcsIgnore: !hasAny(options, "--ignore-nothing"),
    extensions,
    unsure: options.unknown || !exact || hasAny(options, ...HIDDEN_FILTERS),
  };
}

/** A file passes if it has one of the extensions, or matches one of the filters. */
function namesOf(options: Options): { readonly extensions: readonly string[]; readonly exact: boolean } {
  const given = valuesOf(options, "-e", "--exts").flatMap((each) => each.split(","));
  const filters = valuesOf(options, "-f", "--filter");
  const byFilter = filters.map((filter) => /^(?:\*\*\/)?\*\.(\w+)$/.exec(filter)?.[1]);
  const names = [...given, ...byFilter.filter((name) => name !== undefined)];
  return {
    extensions: [...new Set(names.map((name) => `.${name.trim().replace(/^\./, "")}`))],
    exact: !byFilter.includes(undefined),
  };
}

class WatchexecReader implements LineReader {
  readonly #setup: ToolSetup;
  readonly #cargo: CargoLines;
  readonly #begins = beginsWith([...CARGO_WORDS, RUNNING, COMMAND]);
  /** What it has said at the start of a line. */
  #own: string | undefined;

  constructor(setup: ToolSetup) {
    this.#setup = setup;
    this.#cargo = new CargoLines(setup);
  }

  mayMatter(bytes: Uint8Array): boolean {
    return this.#begins(bytes) || OWN.endsWithOne(bytes);
  }

  read(text: string, { bytes }: LogLine): readonly Signal[] {
    const own = OWN.partOf(text, bytes);
    if (own.startsWith(RUNNING) && (own === text || own === this.#own)) {
      this.#own = own;
      this.#cargo.begin();
      return this.#setup.tellsBegin ? [{ kind: "begin" }] : [];
    }
    const end = own.startsWith(COMMAND) ? ended(own) : [];
    if (end.length > 0) return [...this.#cargo.startUntold(), ...end];
    return withStart(this.#cargo.read(text), this.#setup);
  }
}

/** `--timings` adds `, lasted 12s`. */
function ended(text: string): readonly Signal[] {
  const code = /^\[Command exited with (\d{1,3})[,\]]/.exec(text)?.[1];
  if (code !== undefined) return [{ kind: "end", code: Number(code) }];
  if (text.startsWith("[Command was successful")) return [{ kind: "end", code: 0 }];
  if (text.startsWith("[Command timed out after ")) return [{ kind: "end" }];
  const signal = /^\[Command killed by ([^,\]]+)/.exec(text)?.[1];
  if (signal === undefined) return [];
  return ASKED_TO_END.test(signal) ? [{ kind: "end" }] : [{ kind: "crash" }, { kind: "end" }];
}
