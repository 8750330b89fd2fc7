import { programName } from "../commandWords.ts";
import type { ToolSetup } from "../reader.ts";
import { shellCommands } from "../shellText.ts";
import type { Signal } from "../signal.ts";

/** What the text of a command that a watcher runs tells of what cargo will print. */
export interface CargoCommand {
  /** Its builds tell when they are done. */
  readonly tellsSuccess: boolean;
  /** It starts a program of its own as soon as the build is done, and prints nothing of that. */
  readonly startsWhenBuilt: boolean;
}

/** Subcommands that compile (cargo 1.95), their short names, and two that everybody installs. */
const BUILDS: ReadonlySet<string> = new Set(
  "b bench build c check clippy d doc nextest r run rustc t test".split(" "),
);
const ONLY_BUILDS = /^(?:b|build)$/;

/** @param text as a shell gets it */
export function cargoCommand(text: string): CargoCommand {
  const commands = shellCommands(text);
  const builds = commands.filter((words) => isBuild(words) && !isQuiet(words));
  return { tellsSuccess: builds.length > 0, startsWhenBuilt: startsWhenBuilt(text, commands) };
}

/** @param words as a program gets them, to run them without a shell of its own */
export function wordsCommand(words: readonly string[]): CargoCommand {
  const [shell = "", option = "", text = ""] = words;
  if (/^(?:ba|da|a|z)?sh$/.test(programName(shell)) && /^-[a-z]*c$/.test(option)) return cargoCommand(text);
  return { tellsSuccess: isBuild(words) && !isQuiet(words), startsWhenBuilt: false };
}

/** `cargo build && program`: where the build fails, nothing is started, and where it does not, the program is. */
function startsWhenBuilt(text: string, [build, program, ...others]: readonly string[][]): boolean {
  if (build === undefined || program === undefined || others.length > 0) return false;
  return (
    !/[;|\n]|(?<!&)&(?!&)/.test(text) &&
    ONLY_BUILDS.test(subcommand(build) ?? "") &&
    !isQuiet(build) &&
    programName(program[0] ?? "") !== "cargo"
  );
}

/** Whether the words start a build by cargo. */
export function isBuild(words: readonly string[]): boolean {
  return BUILDS.has(subcommand(words) ?? "");
}

function isQuiet(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return words
    .slice(0, end < 0 ? undefined : end)
    .some((word) => word === "--quiet" || /^-[a-z]*q/.test(word));
}

/** @returns `undefined` where the program is not cargo */
export function subcommand([program, ...words]: readonly string[]): string | undefined {
  if (program === undefined || programName(program) !== "cargo") return undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (/^(?:--color|--config|-C|-Z)$/.test(word)) at++;
    else if (!/^[-+]/.test(word)) return word;
  }
  return undefined;
}

/** What a build's lines say, where the command starts the program without a word. */
export function withStart(
  signals: readonly Signal[],
  { startsWhenBuilt = false }: ToolSetup,
): readonly Signal[] {
  return startsWhenBuilt && signals.some(({ kind }) => kind === "built")
    ? [...signals, { kind: "launch", sure: true }]
    : signals;
}
