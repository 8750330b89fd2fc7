import * as vscode from "vscode";
import type { StackState } from "../../shared/model.ts";
import type { ActionResult } from "../../shared/protocol.ts";
import { RpcError } from "../../shared/rpcMessages.ts";
import { OutputText } from "../actions/outputText.ts";
import type { StackOutput } from "../actions/stackOutput.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import { withoutLinks } from "../outsideText.ts";

interface Watch {
  readonly abort: AbortController;
  /** Resolves when it has ended, however it ended; never rejects. */
  readonly ended: Promise<void>;
}

/** `docker compose watch` of stacks: one a stack, until it is turned off, ends by itself, or the window closes. */
export class ComposeWatches implements vscode.Disposable {
  readonly #core: CoreProcess;
  readonly #output: StackOutput;
  readonly #watches = new Map<string, Watch>();
  #disposed = false;

  constructor(core: CoreProcess, output: StackOutput) {
    this.#core = core;
    this.#output = output;
  }

  /** Returns at once; the stack's state tells when it is on. */
  start(stack: StackState): void {
    if (this.#watches.has(stack.id)) return;
    const abort = new AbortController();
    this.#watches.set(stack.id, { abort, ended: this.#watch(stack, abort.signal) });
  }

  /** Resolves when it has ended. */
  async stop(stackId: string): Promise<void> {
    const watch = this.#watches.get(stackId);
    watch?.abort.abort();
    await watch?.ended;
  }

  dispose(): void {
    this.#disposed = true;
    for (const { abort } of this.#watches.values()) abort.abort();
  }

  async #watch(stack: StackState, signal: AbortSignal): Promise<void> {
    const channel = this.#output.channel(stack.id, stack.project);
    const title = vscode.l10n.t("{0}: watch", stack.project);
    channel.appendLine(`── ${title} ── ${new Date().toLocaleTimeString(vscode.env.language)}`);
    const result = await this.#call(stack, signal, (text) => channel.append(text));
    this.#watches.delete(stack.id);
    // The channel goes with the window.
    if (this.#disposed) return;
    const end = result.kind === "failed" ? result.summary : vscode.l10n.t("ended");
    channel.appendLine(`── ${title}: ${end} ──\n`);
    if (result.kind !== "failed") return;
    const showOutput = vscode.l10n.t("Show Output");
    void vscode.window
      .showErrorMessage(withoutLinks(vscode.l10n.t("{0} failed: {1}", title, result.summary)), showOutput)
      .then((picked) => picked === showOutput && channel.show(true));
  }

  async #call(stack: StackState, signal: AbortSignal, show: (text: string) => void): Promise<ActionResult> {
    const text = new OutputText();
    const onStream = (chunk: string) => {
      if (!this.#disposed) show(text.push(chunk));
    };
    try {
      return await this.#core.call("watch", { stackId: stack.id }, { signal, onStream });
    } catch (error) {
      if (error instanceof RpcError && error.code === "cancelled") return { kind: "cancelled" };
      return { kind: "failed", summary: error instanceof Error ? error.message : String(error) };
    }
  }
}
