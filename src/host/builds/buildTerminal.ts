import { setImmediate } from "node:timers/promises";
import * as vscode from "vscode";
import { RpcError } from "../../shared/rpcMessages.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import { TerminalText } from "../logs/terminalText.ts";

const CTRL_C = "\x03";

/** The far end of a terminal that shows what a build prints: all of it, and what comes. Closing it ends no build. */
export class BuildTerminal implements vscode.Pseudoterminal {
  readonly #core: CoreProcess;
  readonly #id: string;
  readonly #abort = new AbortController();
  readonly #text = new TerminalText();
  readonly #write = new vscode.EventEmitter<string>();
  readonly #close = new vscode.EventEmitter<void>();
  readonly onDidWrite = this.#write.event;
  readonly onDidClose = this.#close.event;

  constructor(core: CoreProcess, id: string) {
    this.#core = core;
    this.#id = id;
  }

  open(): void {
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
      await this.#core.call(
        "followBuild",
        { id: this.#id },
        { signal, onStream: (text) => this.#show(text) },
      );
      this.#note(vscode.l10n.t("the build has ended"));
    } catch (error) {
      if (signal.aborted) return;
      const why = error instanceof RpcError ? error.message : String(error);
      this.#note(vscode.l10n.t("the build can't be followed any further: {0}", why));
    }
  }

  /** Takes its turn behind whatever else the extension host has to do: a flood slows its sender, not the editor. */
  async #show(text: string): Promise<void> {
    if (this.#abort.signal.aborted) return;
    this.#write.fire(this.#text.push({ kind: "text", containerId: this.#id, text }, undefined));
    await setImmediate();
  }

  #note(text: string): void {
    this.#write.fire(this.#text.push({ kind: "note", text }, undefined));
  }
}
