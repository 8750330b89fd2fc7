import { stripEscapes } from "../logs/escapes.ts";
import type { LogLine } from "../logs/logLine.ts";
import type { Tool } from "./reader.ts";
import { shellCommands } from "./shellText.ts";
import { TOOLS } from "./tools.ts";

/** As many lines are looked at: as many as a log is first read back. */
const MOST_LINES = 10_000;
/** A tool's own line is not longer, escape sequences included. */
const LONGEST = 512;
/** What npm, pnpm, yarn and bun print of a script before they run it. */
const SCRIPT = /^[$>] (.+)$/;

/** Finds in a container's output which tool runs in it. */
export class Sniffer {
  #left = MOST_LINES;

  /** No tool was found in so many lines. */
  get done(): boolean {
    return this.#left <= 0;
  }

  /** @returns the tool whose line it is; its `usual` is what the command says, where the output has shown that */
  push(line: LogLine): Tool | undefined {
    if (this.done) return undefined;
    this.#left--;
    if (line.broken || line.bytes.length === 0 || line.bytes.length > LONGEST) return undefined;
    const text = stripEscapes(line.bytes.toString("utf8"));
    const script = SCRIPT.exec(text)?.[1];
    return (
      (script === undefined ? undefined : ofScript(script)) ?? TOOLS.find((tool) => tool.isTypical(text))
    );
  }
}

function ofScript(text: string): Tool | undefined {
  for (const command of shellCommands(text)) {
    const tool = TOOLS.find((each) => each.fromCommand(command, NOWHERE) !== undefined);
    if (tool === undefined) continue;
    return { ...tool, usual: (container) => tool.fromCommand(command, container) ?? tool.usual(container) };
  }
  return undefined;
}

/** Whether a command starts a tool does not depend on its container. */
const NOWHERE = {
  createdAt: 0,
  command: [],
  workingDir: "/",
  tty: false,
  logDriver: "",
  mounts: [],
} as const;
