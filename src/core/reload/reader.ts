import type { ReloadTool } from "../../shared/model.ts";
import type { ContainerSetup } from "../engine/container.ts";
import type { LogLine } from "../logs/logLine.ts";
import type { Signal } from "./signal.ts";

/** How a tool comes to know that a file changed. Paths are absolute ones of the container. */
export type Watching =
  | WatchedPaths
  /** The files that the program imports: which ones is not known from outside. */
  | { readonly kind: "graph" }
  /** It does not watch at all. */
  | { readonly kind: "nothing" };

export interface WatchedPaths {
  readonly kind: "paths";
  /** Files and folders. */
  readonly include: readonly string[];
  /** Patterns as in a `.gitignore`, of files that are left out, relative to `base`. */
  readonly ignore: readonly string[];
  readonly base: string;
  /** It leaves out what the project's `.gitignore` and `.ignore` name. */
  readonly vcsIgnore: boolean;
  /** Only files whose names end so (`.rs`); empty: all. */
  readonly extensions: readonly string[];
  /** Its command line has something that is not understood: of no file it is certain that it is watched. */
  readonly unsure: boolean;
  /** Of nothing but these files and folders it is certain; absent: of all. */
  readonly surely?: readonly string[];
}

/** What a command line tells of the tool that it starts. */
export interface ToolSetup {
  readonly tool: ReloadTool;
  readonly watching: Watching;
  /** What goes on serving while a build is under way and when it fails. */
  readonly meanwhile: "old" | "nothing" | "unknown";
  /** Whether each reaction prints a line before anything is built; else the build's first line is the reaction. */
  readonly tellsBegin: boolean;
  /** Whether a reload that goes well prints anything. */
  readonly tellsSuccess: boolean;
  /** The command starts the program as soon as the build is done, and prints nothing of that. */
  readonly startsWhenBuilt?: boolean;
  /** Where the program ends by itself, nothing says so: one that was started may have ended since. */
  readonly endsUntold?: boolean;
  /** It builds what is asked for: whether a change can be built shows when somebody asks, if it is told at all. */
  readonly buildsWhenAsked?: boolean;
  /** What it does with a change while its program runs. */
  readonly whileRunning: "restarts" | "ignores";
}

/** Reads one container's log, line by line, in order. */
export interface LineReader {
  /** Whether the line can matter, by its bytes alone: a string is made of no other line. Cheap. */
  mayMatter(bytes: Uint8Array): boolean;
  /**
   * @param text without its line end and without escape sequences
   * @param line where it came from; of its bytes, escape sequences are still a part
   */
  read(text: string, line: LogLine): readonly Signal[];
}

/** One tool: a file in `readers/`. */
export interface Tool {
  readonly tool: ReloadTool;
  /** What the command tells; `undefined`: it does not start this tool, as far as it says. */
  fromCommand(command: readonly string[], container: ContainerSetup): ToolSetup | undefined;
  /** What is taken where only the log shows that it is this tool, or the user says so. */
  readonly usual: (container: ContainerSetup) => ToolSetup;
  /** Whether no other program would print this line. */
  isTypical(text: string): boolean;
  /**
   * A reader for a run of the container.
   * @param startedAt of the run, in milliseconds by the engine's clock; absent: with the first line
   */
  createReader(setup: ToolSetup, startedAt?: number): LineReader;
}
