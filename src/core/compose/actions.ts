import path from "node:path";
import type { ActionResult } from "../../shared/protocol.ts";
import type { Logger } from "../base/logger.ts";
import type { ProcessRunner } from "../base/process.ts";
import { Tail } from "../base/processOutput.ts";
import { commandText, redactText } from "../base/redact.ts";
import type { Command } from "./command.ts";
import { summarizeFailure } from "./failure.ts";
import { OutputText } from "./outputText.ts";

export interface ActionOptions {
  readonly runner: Pick<ProcessRunner, "run">;
  readonly commands: readonly Command[];
  readonly signal: AbortSignal;
  /** Whole lines of plain text; while the promise is pending the program waits. */
  readonly emit: (text: string) => void | Promise<void>;
  readonly logger: Logger;
  /** Absent: what it prints is read as it is. */
  readonly reader?: (command: Command) => CommandReader | undefined;
}

/** Makes text that people read of what a command prints. */
export interface CommandReader {
  /** Whole lines; may be empty. */
  push(text: string, stream: "stdout" | "stderr"): string;
  /** What is left. */
  flush(): string;
  /** The command has ended. */
  ended(result: ActionResult): Promise<void>;
}

class PlainReader implements CommandReader {
  readonly #texts = { stdout: new OutputText(), stderr: new OutputText() };

  push(text: string, stream: "stdout" | "stderr"): string {
    return this.#texts[stream].push(text);
  }

  flush(): string {
    return this.#texts.stdout.flush() + this.#texts.stderr.flush();
  }

  async ended(): Promise<void> {}
}

/** What explains a failure stands at its end. */
const KEPT = 64 * 1024;

/**
 * Runs an action's command lines in turn until one fails or the signal aborts. Each line is told before its output.
 * Resolves when the last program has ended, cancelled ones too; rejects where one may not or can't be started.
 */
export async function runAction(options: ActionOptions): Promise<ActionResult> {
  for (const command of options.commands) {
    const reader = options.reader?.(command) ?? new PlainReader();
    let result: ActionResult = { kind: "cancelled" };
    try {
      result = await runCommand(command, options, reader);
    } finally {
      await reader.ended(result);
    }
    if (result.kind !== "done") return result;
  }
  return options.signal.aborted ? { kind: "cancelled" } : { kind: "done" };
}

async function runCommand(
  command: Command,
  options: ActionOptions,
  reader: CommandReader,
): Promise<ActionResult> {
  const { runner, signal, emit, logger } = options;
  const tail = new Tail(KEPT);
  const tell = async (text: string) => {
    if (text === "") return;
    tail.add(text);
    await emit(text);
  };
  if (signal.aborted) return { kind: "cancelled" };
  await emit(`$ ${commandText(path.basename(command.program), command.args)}\n`);
  const result = await runner.run({
    program: command.program,
    args: command.args,
    cwd: command.cwd,
    env: command.env,
    signal,
    onOutput: (text, stream) => tell(reader.push(text, stream)),
    limit: 0,
  });
  await tell(reader.flush());
  if (result.cancelled) {
    await emit("Cancelled.\n");
    return { kind: "cancelled" };
  }
  if (result.exitCode === 0) return { kind: "done" };
  const summary = summarizeFailure(command, tail.toString(), result.exitCode);
  logger.warn(`${command.title} failed: ${redactText(summary)}`);
  return {
    kind: "failed",
    ...(result.exitCode === undefined ? {} : { exitCode: result.exitCode }),
    summary,
  };
}
