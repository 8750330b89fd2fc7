import type { Disposable } from "../../shared/disposable.ts";
import type { LogLine, LogListener, LogMark } from "../logs/logLine.ts";
import type { ContainerInput } from "./containerReload.ts";
import type { ReloadLogs } from "./ports.ts";
import type { Tool } from "./reader.ts";
import { Sniffer } from "./sniffer.ts";

/** What may follow is not to be waited for. */
const ALL_FOR_NOW: ReadonlySet<LogMark["kind"]> = new Set(["caughtUp", "unreadable", "waiting"]);

export interface SniffResult {
  found(tool: Tool, input: ContainerInput): void;
  caughtUp(): void;
}

/** Looks in a container's log for a line that only one of the tools prints. */
export class SniffReading implements Disposable, LogListener {
  readonly #result: SniffResult;
  readonly #sniffer = new Sniffer();
  #input: ContainerInput;
  #subscription: Disposable | undefined;
  #caughtUp = false;
  #ended = false;

  constructor(logs: ReloadLogs, input: ContainerInput, result: SniffResult) {
    this.#input = input;
    this.#result = result;
    this.#subscription = logs.follow(input.container.id, this);
    if (this.#ended) this.#subscription.dispose();
  }

  get caughtUp(): boolean {
    return this.#caughtUp;
  }

  update(input: ContainerInput): void {
    this.#input = input;
  }

  lines(_containerId: string, lines: readonly LogLine[]): void {
    for (const line of lines) {
      if (this.#ended) return;
      const tool = this.#sniffer.push(line);
      if (tool !== undefined) this.#found(tool);
      else if (this.#sniffer.done) this.#end();
    }
  }

  mark(_containerId: string, mark: LogMark): void {
    if (this.#ended || !ALL_FOR_NOW.has(mark.kind)) return;
    this.#caughtUp = true;
    this.#result.caughtUp();
  }

  dispose(): void {
    this.#ended = true;
    this.#subscription?.dispose();
    this.#subscription = undefined;
  }

  #found(tool: Tool): void {
    this.dispose();
    // The log is being told at the moment: it is read again from its start when that is done.
    queueMicrotask(() => this.#result.found(tool, this.#input));
  }

  /** No tool was found in so many lines: the log is not read any more for that. */
  #end(): void {
    this.dispose();
    if (this.#caughtUp) return;
    this.#caughtUp = true;
    this.#result.caughtUp();
  }
}
