import type * as vscode from "vscode";
import type { ActionRequest } from "../../shared/protocol.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import { style } from "../tree/style.ts";
import { buildsOf, progressMessage } from "./progressMessage.ts";

const SECOND = 1000;

/** Says where the builds of an action have got to, each second and at each step. */
export class BuildProgress implements vscode.Disposable {
  readonly #core: CoreProcess;
  readonly #action: ActionRequest;
  readonly #report: (message: string | undefined) => void;
  readonly #subscription: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  #said = "";

  /** @param report is given `undefined` when the last one has ended, and the action goes on */
  constructor(core: CoreProcess, action: ActionRequest, report: (message: string | undefined) => void) {
    this.#core = core;
    this.#action = action;
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
    const own = buildsOf(this.#action, this.#core.state.app.builds.live);
    if (own.length === 0) {
      if (this.#timer === undefined) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#said = "";
      this.#report(undefined);
      return;
    }
    this.#timer ??= setInterval(() => this.#look(), SECOND);
    const message = progressMessage(own, style());
    if (message === this.#said) return;
    this.#said = message;
    this.#report(message);
  }
}
