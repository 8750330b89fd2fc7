import * as vscode from "vscode";
import type { ContainerState, ServiceState, StackState } from "../../shared/model.ts";
import { containerStatus } from "../status/containerStatus.ts";
import { pickOne, serviceChoices, stackChoices } from "./pick.ts";
import { resolveTarget, type Target } from "./target.ts";

/** Finds out what a command is about: by its argument, else by asking. `undefined`: nothing is to be done. */
export class TargetQuestions {
  readonly #stacks: () => readonly StackState[];

  constructor(stacks: () => readonly StackState[]) {
    this.#stacks = stacks;
  }

  stack(argument: unknown): Promise<Target | undefined> {
    return this.#resolve(argument, () =>
      pickOne(
        stackChoices(this.#stacks()),
        vscode.l10n.t("Which stack?"),
        vscode.l10n.t("There is no stack."),
      ),
    );
  }

  /** A service, or a stack as a whole. */
  stackOrService(argument: unknown, fits: (service: ServiceState) => boolean): Promise<Target | undefined> {
    return this.#resolve(argument, () => {
      const stacks = this.#stacks();
      const choices = [...stackChoices(stacks), ...serviceChoices(stacks, fits)];
      return pickOne(choices, vscode.l10n.t("Which stack or service?"), vscode.l10n.t("There is no stack."));
    });
  }

  async service(
    argument: unknown,
    fits: (service: ServiceState) => boolean,
    none: string,
  ): Promise<(Target & { readonly service: ServiceState }) | undefined> {
    const target = await this.#resolve(argument, () =>
      pickOne(serviceChoices(this.#stacks(), fits), vscode.l10n.t("Which service?"), none),
    );
    if (target === undefined) return undefined;
    if (target.service !== undefined) return { ...target, service: target.service };
    const choices = serviceChoices([target.stack], fits);
    const picked = await pickOne(choices, vscode.l10n.t("Which service?"), none);
    return picked?.service && { ...picked, service: picked.service };
  }

  async container(
    argument: unknown,
    fits: (container: ContainerState) => boolean,
    none: string,
  ): Promise<ContainerState | undefined> {
    const target = await this.service(argument, (service) => service.containers.some(fits), none);
    if (target === undefined) return undefined;
    if (target.container !== undefined && fits(target.container)) return target.container;
    const candidates = target.container === undefined ? target.service.containers.filter(fits) : [];
    const choices = candidates.map((container) => ({
      label: container.name,
      description: containerStatus(container, vscode.l10n.t).text,
      value: container,
    }));
    return pickOne(choices, vscode.l10n.t("Which container?"), none);
  }

  async #resolve(argument: unknown, ask: () => Promise<Target | undefined>): Promise<Target | undefined> {
    const resolved = resolveTarget(this.#stacks(), argument);
    if (resolved.kind === "none") return ask();
    if (resolved.kind === "found") return resolved.target;
    void vscode.window.showInformationMessage(vscode.l10n.t("It is not there any more."));
    return undefined;
  }
}
