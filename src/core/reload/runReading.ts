import type { Disposable } from "../../shared/disposable.ts";
import { redactText } from "../base/redact.ts";
import { stripEscapes } from "../logs/escapes.ts";
import type { LogLine, LogListener, LogMark } from "../logs/logLine.ts";
import type { LogKnowledge } from "./evaluate.ts";
import { advance, type Machine, NEW_MACHINE } from "./machine.ts";
import type { ReloadLogs } from "./ports.ts";
import type { LineReader, Tool, ToolSetup } from "./reader.ts";

/** Evidence is a line that people read. */
const MOST_TEXT = 200;
/** Docker notes a start a moment after the program may have printed its first line (28.5). */
const START_SLACK_MS = 1_000;

export interface RunOptions {
  readonly logs: ReloadLogs;
  readonly containerId: string;
  /** Of the run, by the engine's clock; and when the one before it ended. */
  readonly startedAt: number;
  readonly finishedAt: number | undefined;
  readonly tool: Tool;
  readonly setup: ToolSetup;
  /** The machine, or what is known of the log, is another one. */
  readonly onChange: () => void;
}

/** Reads one run of a container: what its log has said of reloads. */
export class RunReading implements Disposable, LogListener {
  readonly #options: RunOptions;
  readonly #reader: LineReader;
  readonly #from: number;
  #subscription: Disposable | undefined;
  #machine: Machine = NEW_MACHINE;
  #log: LogKnowledge = { kind: "reading" };
  #complete = true;
  /** The log goes further back than the run. */
  #hasEarlier = false;
  #isReadBack = false;
  /** Told together, when all that came together has been read. */
  #told = true;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#reader = options.tool.createReader(options.setup, options.startedAt);
    this.#from = firstTime(options);
  }

  get machine(): Machine {
    return this.#machine;
  }

  get log(): LogKnowledge {
    return this.#log;
  }

  start(): void {
    this.#subscription = this.#options.logs.follow(this.#options.containerId, this);
  }

  lines(_containerId: string, lines: readonly LogLine[]): void {
    const before = this.#machine;
    for (const line of lines) {
      if (line.time >= this.#from) this.#read(line);
      // The engine's own words have no time.
      else if (line.time > 0) this.#hasEarlier = true;
    }
    if (this.#machine !== before && this.#log.kind !== "reading") this.#tellSoon();
  }

  mark(_containerId: string, mark: LogMark): void {
    switch (mark.kind) {
      case "caughtUp":
        this.#isReadBack = true;
        this.#log = { kind: "read", complete: this.#complete && (mark.cut !== true || this.#hasEarlier) };
        this.#tellSoon();
        break;
      case "unreadable":
        this.#log = { kind: "unreadable", reason: mark.reason };
        this.#tellSoon();
        break;
      case "missing":
        // What was missed may have said the contrary.
        this.#complete = false;
        this.#machine = NEW_MACHINE;
        if (this.#log.kind === "read") this.#log = { kind: "read", complete: false };
        this.#tellSoon();
        break;
      case "waiting":
        if (this.#isReadBack) break;
        this.#log = { kind: "unreadable", reason: "it waits for a free connection to the engine" };
        this.#tellSoon();
        break;
      case "created":
      case "removed":
      case "started":
      case "exited":
        break;
    }
  }

  dispose(): void {
    this.#told = true;
    this.#subscription?.dispose();
    this.#subscription = undefined;
  }

  #read(line: LogLine): void {
    if (!this.#reader.mayMatter(line.bytes)) return;
    const text = stripEscapes(line.bytes.toString("utf8"));
    for (const signal of this.#reader.read(text, line)) {
      const said = "line" in signal ? (signal.line ?? text) : text;
      const evidence = { text: redactText(said.trim()).slice(0, MOST_TEXT), at: line.time };
      this.#machine = advance(this.#machine, signal, evidence, this.#options.setup);
    }
  }

  #tellSoon(): void {
    if (!this.#told) return;
    this.#told = false;
    queueMicrotask(() => {
      if (this.#told) return;
      this.#told = true;
      this.#options.onChange();
    });
  }
}

/** Lines from then on belong to the run. */
function firstTime({ startedAt, finishedAt }: RunOptions): number {
  const earliest = startedAt - START_SLACK_MS;
  return finishedAt !== undefined && finishedAt < startedAt ? Math.max(finishedAt, earliest) : earliest;
}
