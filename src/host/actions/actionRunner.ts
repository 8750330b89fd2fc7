import * as vscode from "vscode";
import type { StackState } from "../../shared/model.ts";
import type { ActionRequest, ActionResult } from "../../shared/protocol.ts";
import { RpcError } from "../../shared/rpcMessages.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import { withoutLinks } from "../outsideText.ts";
import { actionTitle, stackName } from "./actionTitle.ts";
import { BuildProgress } from "./buildProgress.ts";
import { OutputText } from "./outputText.ts";
import type { StackOutput } from "./stackOutput.ts";

/** What is to be done, in the core's words but for the stack. */
export interface Action extends Omit<ActionRequest, "stackId" | "services"> {
  readonly stack: StackState;
  /** Absent: the whole stack. */
  readonly service?: string;
}

/** Has the core carry actions out, shows what they print, and says it when one failed. */
export class ActionRunner {
  readonly #core: CoreProcess;
  readonly #output: StackOutput;
  readonly #showLog: (stackId: string, service: string) => void;

  /** @param showLog follows a service's log */
  constructor(core: CoreProcess, output: StackOutput, showLog: (stackId: string, service: string) => void) {
    this.#core = core;
    this.#output = output;
    this.#showLog = showLog;
  }

  /** Resolves when the action has ended, however it ended. */
  async run(action: Action): Promise<ActionResult> {
    const title = actionTitle(action.stack, toRequest(action), vscode.l10n.t);
    const result = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable: true },
      (progress, token) => this.#carryOut(action, title, progress, token),
    );
    if (result.kind === "failed") void this.#sayFailed(action, title, result.summary);
    return result;
  }

  async #carryOut(
    action: Action,
    title: string,
    progress: vscode.Progress<{ message?: string }>,
    token: vscode.CancellationToken,
  ): Promise<ActionResult> {
    const channel = this.#output.channel(action.stack.id, stackName(action.stack, vscode.l10n.t));
    channel.appendLine(`── ${title} ── ${new Date().toLocaleTimeString(vscode.env.language)}`);
    const abort = new AbortController();
    const text = new OutputText();
    const report = (message: string) => {
      if (!abort.signal.aborted) progress.report({ message: withoutLinks(message) });
    };
    const builds = new BuildProgress(this.#core, toRequest(action), (message) =>
      report(message ?? text.lastLine),
    );
    const cancelled = token.onCancellationRequested(() => {
      progress.report({ message: vscode.l10n.t("cancelling…") });
      abort.abort();
    });
    try {
      const result = await this.#core.call("runAction", toRequest(action), {
        signal: abort.signal,
        onStream: (chunk) => {
          channel.append(text.push(chunk));
          if (!builds.building) report(text.lastLine);
        },
      });
      channel.appendLine(`── ${title}: ${ending(result)} ──\n`);
      return result;
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      channel.appendLine(`── ${title}: ${error.message} ──\n`);
      if (error.code === "cancelled") return { kind: "cancelled" };
      return { kind: "failed", summary: error.message };
    } finally {
      cancelled.dispose();
      builds.dispose();
    }
  }

  async #sayFailed({ stack, service }: Action, title: string, summary: string): Promise<void> {
    const showOutput = vscode.l10n.t("Show Output");
    const showLog = vscode.l10n.t("Show Log");
    const picked = await vscode.window.showErrorMessage(
      withoutLinks(vscode.l10n.t("{0} failed: {1}", title, summary)),
      showOutput,
      ...(service === undefined ? [] : [showLog]),
    );
    if (picked === showOutput) {
      this.#output.channel(stack.id, stackName(stack, vscode.l10n.t)).show(true);
    }
    if (picked === showLog && service !== undefined) this.#showLog(stack.id, service);
  }
}

function toRequest({ stack, service, ...request }: Action): ActionRequest {
  return { ...request, stackId: stack.id, services: service === undefined ? [] : [service] };
}

function ending(result: ActionResult): string {
  switch (result.kind) {
    case "done":
      return vscode.l10n.t("done");
    case "cancelled":
      return vscode.l10n.t("cancelled");
    case "failed":
      return vscode.l10n.t("failed: {0}", result.summary);
  }
}
