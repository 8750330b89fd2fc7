import type { ContainerSetup } from "../../engine/container.ts";
import type { LogLine } from "../../logs/logLine.ts";
import { programName } from "../commandWords.ts";
import type { LineReader, Tool, ToolSetup, WatchedPaths } from "../reader.ts";
import type { Signal } from "../signal.ts";
import { type CargoCommand, cargoCommand, withStart, wordsCommand } from "./cargoCommand.ts";
import { CARGO_WORDS, CargoLines } from "./cargoLines.ts";
import { CARGO_WATCH_IGNORES, cargoWatchIgnore } from "./cargoWatchIgnores.ts";
import { beginsWith } from "./lineTest.ts";
import { hasAny, type OptionSpec, type Options, readOptions, valuesOf } from "./options.ts";
import { ownLines } from "./ownLine.ts";
import { startedBy } from "./startedBy.ts";
import { resolved, wholeFolder } from "./watchedPaths.ts";

/** `cargo watch --help` of 7.8.1 and 8.5.3. */
const SPEC: OptionSpec = {
  flags: [
    ...["-c", "--clear", "--ignore-nothing", "--debug", "--why", "-q", "--quiet", "--no-dot-ignores"],
    ...["--no-process-group", "--no-restart", "--no-vcs-ignores", "-N", "--notify", "--poll", "--postpone"],
    ...["--skip-local-deps", "--watch-when-idle", "--no-gitignore", "--no-ignore"],
  ],
  valued: [
    ...["-x", "--exec", "-s", "--shell", "-d", "--delay", "--env-file", "-E", "--env", "--features", "-i"],
    ...["--ignore", "-B", "-L", "--use-shell", "-w", "--watch", "-C", "--workdir"],
  ],
};
const RUNNING = "[Running '";
/** Of the shell that `-x` and `-s` are run in: none where a change ends it, and none with `--` or `-q` (8.5.3). */
const FINISHED = "[Finished running. Exit status: ";
const OWN = ownLines([RUNNING, FINISHED]);

/** cargo-watch 7 and 8. */
export const cargoWatch: Tool = {
  tool: "cargo-watch",
  fromCommand(command, container) {
    for (const { words, folder } of startedBy(command, container.workingDir)) {
      const options = optionsOf(words);
      if (options !== undefined) return setupOf(options, folder);
    }
    return undefined;
  },
  usual: (container: ContainerSetup) => ({
    ...setupOf(readOptions([], SPEC), container.workingDir),
    watching: { ...watchedBy(readOptions([], SPEC), container.workingDir), unsure: true },
    meanwhile: "unknown",
  }),
  isTypical: (text) => /^\[Running 'cargo .*'\]$|^\[Finished running\. Exit status: \d+\]$/.test(text),
  createReader: (setup) => new CargoWatchReader(setup),
};

/** `cargo watch …`, `cargo-watch watch …`, `cargo-watch …`. */
function optionsOf(words: readonly string[]): Options | undefined {
  const [program = "", ...others] = words;
  const name = programName(program);
  const args = name === "cargo" ? others.filter((word, at) => at > 0 || !word.startsWith("+")) : others;
  if (name !== "cargo-watch" && !(name === "cargo" && args[0] === "watch")) return undefined;
  return readOptions(args[0] === "watch" ? args.slice(1) : args, SPEC);
}

function setupOf(options: Options, folder: string): ToolSetup {
  const { tellsSuccess, startsWhenBuilt } = runsCargo(options);
  // While the program runs its `[Running …]` says nothing then, and only `[Finished …]` says that it does not.
  const waits = hasAny(options, "--no-restart", "--watch-when-idle");
  const quiet = hasAny(options, "-q", "--quiet");
  return {
    tool: "cargo-watch",
    watching: watchedBy(options, folder),
    // Only the shell that the program was started by is ended then.
    meanwhile: hasAny(options, "--no-process-group") ? "unknown" : "nothing",
    tellsBegin: !quiet && !(waits && options.rest.length > 0),
    tellsSuccess,
    ...(startsWhenBuilt ? { startsWhenBuilt } : {}),
    ...(quiet || options.rest.length > 0 ? { endsUntold: true } : {}),
    whileRunning: waits ? "ignores" : "restarts",
  };
}

/** `-x` goes before `-s`; what follows `--` before both; without any it is `cargo check` (8.5.3). */
function runsCargo(options: Options): CargoCommand {
  if (options.rest.length > 0) return wordsCommand(options.rest);
  const cargo = valuesOf(options, "-x", "--exec").map((command) => `cargo ${command}`);
  const all = [...cargo, ...valuesOf(options, "-s", "--shell")];
  return cargoCommand(all.length === 0 ? "cargo check" : all.join(" && "));
}

/**
 * What 8.5.3 watches was seen: all of the crate's folder, whatever the file's kind, and path dependencies, which are
 * elsewhere in most cases and are left out here; of `.gitignore` files those of a repository only.
 */
function watchedBy(options: Options, folder: string): WatchedPaths {
  const base = resolved(folder, [valuesOf(options, "-C", "--workdir").at(-1) ?? "."])[0] ?? folder;
  const watched = valuesOf(options, "-w", "--watch");
  const all = { ...wholeFolder(base), unsure: options.unknown };
  const paths = watched.length === 0 ? all : { ...all, include: resolved(base, watched) };
  if (hasAny(options, "--ignore-nothing")) return { ...paths, vcsIgnore: false };
  const own = valuesOf(options, "-i", "--ignore").map((pattern) => cargoWatchIgnore(pattern, base));
  return {
    ...paths,
    ignore: [...CARGO_WATCH_IGNORES, ...own.flatMap(({ patterns }) => patterns)],
    // It leaves out both kinds of files then (8.5.3).
    vcsIgnore: !hasAny(options, "--no-dot-ignores", "--no-ignore"),
    unsure: paths.unsure || own.some(({ exact }) => !exact),
  };
}

class CargoWatchReader implements LineReader {
  readonly #setup: ToolSetup;
  readonly #cargo: CargoLines;
  readonly #begins = beginsWith([...CARGO_WORDS, RUNNING, FINISHED]);
  /** What it has said at the start of a line. */
  #own: string | undefined;
  #runs = false;

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
      return this.#running();
    }
    const code = finishedCode(own);
    if (code === undefined) return this.#cargoSaid(this.#cargo.read(text));
    this.#runs = false;
    return [...this.#cargo.startUntold(), { kind: "end", code }];
  }

  #running(): readonly Signal[] {
    return this.#setup.whileRunning === "ignores" && this.#runs ? [] : this.#begin();
  }

  #begin(): readonly Signal[] {
    this.#runs = true;
    this.#cargo.begin();
    return this.#setup.tellsBegin ? [{ kind: "begin" }] : [];
  }

  #cargoSaid(signals: readonly Signal[]): readonly Signal[] {
    // With `--no-restart` it told while the program still ran that it will be run again.
    const isLate = this.#setup.whileRunning === "ignores" && !this.#runs && signals.some(isOfBuild);
    return withStart(isLate ? [...this.#begin(), ...signals] : signals, this.#setup);
  }
}

function isOfBuild({ kind }: Signal): boolean {
  return kind === "compile" || kind === "lock" || kind === "built";
}

function finishedCode(text: string): number | undefined {
  if (!text.startsWith(FINISHED)) return undefined;
  const code = /^(\d{1,3})\]$/.exec(text.slice(FINISHED.length))?.[1];
  return code === undefined ? undefined : Number(code);
}
