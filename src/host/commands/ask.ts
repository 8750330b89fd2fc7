import * as vscode from "vscode";
import type { AppState, ContainerState, ServiceState, StackState } from "../../shared/model.ts";
import { containerStatus } from "../status/containerStatus.ts";
import { style } from "../tree/style.ts";
import { containerChoices, serviceChoices, stackAndServiceChoices, stackChoices } from "./choices.ts";
import type { Fits } from "./fits.ts";
import { pickOne } from "./pick.ts";
import { type ContainerTarget, resolveTarget, type ServiceTarget, type Target } from "./target.ts";

/**
 * Finds out what a command is about: by its argument, else by asking. `undefined`: nothing is to be done.
 * `none` is the sentence for a command that nothing fits.
 */
export class TargetQuestions {
  readonly #state: () => AppState;

  constructor(state: () => AppState) {
    this.#state = state;
  }

  /** The workspace's own, where there is one: a stack elsewhere is meant only by its row. */
  stack(argument: unknown, fits: Fits, none: string): Promise<Target | undefined> {
    return this.#resolve(argument, () => {
      const choices = stackChoices(this.#state(), fits, style());
      const [own, ...others] = choices.filter(({ value }) => value.stack.origin === "workspace");
      const meant = own !== undefined && others.length === 0 ? [own] : choices;
      return pickOne(meant, vscode.l10n.t("Which stack?"), none);
    });
  }

  /** A service, or a stack as a whole. */
  stackOrService(argument: unknown, fits: Fits, none: string): Promise<Target | undefined> {
    return this.#resolve(argument, () => {
      const choices = stackAndServiceChoices(this.#state(), fits, style());
      return pickOne(choices, vscode.l10n.t("Which stack or service?"), none);
    });
  }

  async service(argument: unknown, fits: Fits, none: string): Promise<ServiceTarget | undefined> {
    const ask = (stacks: readonly StackState[]) =>
      pickOne(
        serviceChoices({ ...this.#state(), stacks }, fits, style()),
        vscode.l10n.t("Which service?"),
        none,
      );
    const target = await this.#resolve(argument, () => ask(this.#state().stacks));
    if (target === undefined) return undefined;
    return target.service === undefined ? ask([target.stack]) : { ...target, service: target.service };
  }

  async container(
    argument: unknown,
    fits: (container: ContainerState, service: ServiceState, stack: StackState) => boolean,
    none: string,
  ): Promise<ContainerTarget | undefined> {
    const some = (service: ServiceState, stack: StackState) =>
      service.containers.some((container) => fits(container, service, stack));
    const target = await this.service(argument, { stack: () => true, service: some }, none);
    if (target === undefined) return undefined;
    const { stack, service, container } = target;
    if (container !== undefined && fits(container, service, stack)) return { ...target, container };
    const describe = (each: ContainerState) => containerStatus(each, vscode.l10n.t).text;
    const choices = container === undefined ? containerChoices(target, fits, describe) : [];
    return pickOne(choices, vscode.l10n.t("Which container?"), none);
  }

  async #resolve<T extends Target>(
    argument: unknown,
    ask: () => Promise<T | undefined>,
  ): Promise<Target | undefined> {
    const resolved = resolveTarget(this.#state().stacks, argument);
    if (resolved.kind === "none") return ask();
    if (resolved.kind === "found") return resolved.target;
    void vscode.window.showInformationMessage(vscode.l10n.t("It is not there any more."));
    return undefined;
  }
}
