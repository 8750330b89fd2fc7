import { setImmediate } from "node:timers/promises";
import * as vscode from "vscode";
import type { ServiceState } from "../../shared/model.ts";
import type { LogChunk } from "../../shared/protocol.ts";
import { RpcError } from "../../shared/rpcMessages.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import { ownContainers } from "../status/serviceStatus.ts";
import { findService, findStack } from "../tree/nodes.ts";
import { TerminalText } from "./terminalText.ts";

export interface LogSource {
  readonly stackId: string;
  readonly service: string;
}

const CTRL_C = "\x03";
/** How much of the past is shown first. */
const TAIL_LINES = 500;

/** The far end of a terminal that shows a service's log until either ends. */
export class LogTerminal implements vscode.Pseudoterminal {
  readonly #core: CoreProcess;
  readonly #source: LogSource;
  readonly #abort = new AbortController();
  readonly #text = new TerminalText();
  readonly #write = new vscode.EventEmitter<string>();
  readonly #close = new vscode.EventEmitter<void>();
  readonly onDidWrite = this.#write.event;
  readonly onDidClose = this.#close.event;
  #following = true;

  constructor(core: CoreProcess, source: LogSource) {
    this.#core = core;
    this.#source = source;
  }

  /** False once the log has ended: a new terminal then has more to show. */
  get following(): boolean {
    return this.#following;
  }

  open(): void {
    const service = this.#service();
    if (service !== undefined && service.containers.length === 0) {
      this.#note(vscode.l10n.t("there is no container yet: waiting for one"));
    }
    void this.#follow();
  }

  /** The user closed the terminal. */
  close(): void {
    this.#abort.abort();
  }

  handleInput(data: string): void {
    if (!data.includes(CTRL_C)) return;
    this.#abort.abort();
    this.#close.fire();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#abort;
    try {
      const params = { ...this.#source, tail: TAIL_LINES };
      await this.#core.call("followLog", params, { signal, onStream: (chunk) => this.#show(chunk) });
      this.#note(vscode.l10n.t("the log has ended"));
    } catch (error) {
      if (signal.aborted) return;
      const why = error instanceof RpcError ? error.message : String(error);
      this.#note(vscode.l10n.t("the log can't be followed any further: {0}", why));
    } finally {
      this.#following = false;
    }
  }

  /** Takes its turn behind whatever else the extension host has to do: a flood slows its sender, not the editor. */
  async #show(chunk: LogChunk): Promise<void> {
    if (this.#abort.signal.aborted) return;
    const label = chunk.kind === "text" ? this.#label(chunk.containerId) : undefined;
    this.#write.fire(this.#text.push(chunk, label));
    await setImmediate();
  }

  #note(text: string): void {
    this.#write.fire(this.#text.push({ kind: "note", text }, undefined));
  }

  #label(containerId: string): string | undefined {
    const service = this.#service();
    const containers = service === undefined ? [] : ownContainers(service);
    const own = containers.find((container) => container.id === containerId);
    return own === undefined || containers.length < 2 ? undefined : `${own.number}│`;
  }

  #service(): ServiceState | undefined {
    const stack = findStack(this.#core.state.app.stacks, this.#source.stackId);
    return stack && findService(stack, this.#source.service);
  }
}
