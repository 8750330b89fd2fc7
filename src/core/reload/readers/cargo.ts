import type { LogLine } from "../../logs/logLine.ts";
import { programName } from "../commandWords.ts";
import type { LineReader, Tool, ToolSetup } from "../reader.ts";
import type { Signal } from "../signal.ts";
import { type CargoCommand, cargoCommand, isBuild, withStart, wordsCommand } from "./cargoCommand.ts";
import { CargoLines, mayBeCargo } from "./cargoLines.ts";
import { startedBy } from "./startedBy.ts";

/** cargo by itself, once at the container's start, and Rust programs that something else reloads. */
export const cargo: Tool = {
  tool: "cargo",
  fromCommand(command, { workingDir }) {
    const started = startedBy(command, workingDir);
    const at = started.findIndex(({ words }) => isBuild(words));
    if (at < 0) return undefined;
    const { tellsSuccess, startsWhenBuilt } = whatItTells(command, started[at]?.words ?? []);
    return {
      tool: "cargo",
      watching: { kind: "nothing" },
      meanwhile: "nothing",
      tellsBegin: false,
      tellsSuccess,
      ...(startsWhenBuilt ? { startsWhenBuilt } : {}),
      whileRunning: "ignores",
    };
  },
  // Its lines alone don't tell what has started it.
  usual: () => ({
    tool: "cargo",
    watching: { kind: "graph" },
    meanwhile: "unknown",
    tellsBegin: false,
    tellsSuccess: true,
    whileRunning: "restarts",
  }),
  isTypical: (text) => /^ {3}Compiling \S+ v\d|^ {4}Finished `?\w+`? .*target\(s\) in /.test(text),
  createReader: (setup) => new CargoReader(setup),
};

/** The text that a shell was given tells more than the words that are made of it. */
function whatItTells(command: readonly string[], words: readonly string[]): CargoCommand {
  const shell = command.findIndex((word) => /^(?:ba|da|a|z)?sh$/.test(programName(word)));
  const given = shell < 0 ? [] : command.slice(shell);
  const option = given.findIndex((word) => /^-[a-zA-Z]*c$/.test(word));
  return option < 0 ? wordsCommand(words) : cargoCommand(given[option + 1] ?? "");
}

class CargoReader implements LineReader {
  readonly #cargo: CargoLines;
  readonly #setup: ToolSetup;

  constructor(setup: ToolSetup) {
    this.#setup = setup;
    this.#cargo = new CargoLines(setup);
  }

  mayMatter(bytes: Uint8Array): boolean {
    return mayBeCargo(bytes);
  }

  read(text: string, _line: LogLine): readonly Signal[] {
    return withStart(this.#cargo.read(text), this.#setup);
  }
}
