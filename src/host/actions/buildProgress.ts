import type * as vscode from "vscode";
import type { CoreProcess } from "../core/coreProcess.ts";
import { style } from "../tree/style.ts";
import { progressMessage } from "./progressMessage.ts";

const SECOND = 1000;

/** Says where the builds of a stack have got to while an action of it is at work, each second and at each step. */
export class BuildProgress implements vscode.Disposable {
  readonly #core: CoreProcess;
  readonly #stackId: string;
  readonly #report: (message: string) => void;
  readonly #subscription: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  #said = "";

  constructor(core: CoreProcess, stackId: string, report: (message: string) => void) {
    this.#core = core;
    this.#stackId = stackId;
    this.#report = report;
    this.#subscription = core.onDidChange(() => this.#look());
    this.#look();
  }

  /** A build is under way: what a program prints meanwhile says less. */
  get building(): boolean {
    return this.#timer !== undefined;
  }

  dispose(): void {
    this.#subscription.dispose();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const { live } = this.#core.state.app.builds;
    const own = live.filter(({ stackId }) => stackId === this.#stackId);
    if (own.length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    this.#timer ??= setInterval(() => this.#look(), SECOND);
    const message = progressMessage(own, style());
    if (message === this.#said) return;
    this.#said = message;
    this.#report(message);
  }
}
