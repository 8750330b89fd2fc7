import type { App } from "../core/app.ts";
import type { Logger } from "../core/base/logger.ts";

/** What the command line needs of the process it runs in. */
export interface CliPorts {
  readonly version: string;
  readonly cwd: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Somebody reads along what `err` is given. */
  readonly errIsTerminal: boolean;
  /** The width of the terminal that `err` is, now; `undefined`: none, or one whose lines can't be written over. */
  readonly errColumns: () => number | undefined;
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal;
  readonly createApp: (logger: Logger) => App;
}

/** What a command was called with. */
export interface CliOptions {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly args: readonly string[];
}

/** The exit codes of every command. */
export const EXIT = { well: 0, notWell: 1, cannotTell: 2, interrupted: 130 } as const;
