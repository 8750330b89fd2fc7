import * as vscode from "vscode";
import type { ServiceState, StackState } from "../../shared/model.ts";
import { serviceStatus } from "../status/serviceStatus.ts";
import { stackStatus } from "../status/stackStatus.ts";
import type { Target } from "./target.ts";

export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly value: T;
}

/** One choice needs no question; none is said in a sentence. `undefined`: the user went away. */
export async function pickOne<T>(
  choices: readonly Choice<T>[],
  question: string,
  none: string,
): Promise<T | undefined> {
  if (choices.length === 0) {
    void vscode.window.showInformationMessage(none);
    return undefined;
  }
  if (choices.length === 1) return choices[0]?.value;
  const picked = await vscode.window.showQuickPick(choices, {
    placeHolder: question,
    matchOnDescription: true,
  });
  return picked?.value;
}

export function stackChoices(stacks: readonly StackState[]): Choice<Target>[] {
  return stacks.map((stack) => ({
    label: stack.project,
    description: stackStatus(stack, vscode.l10n.t).text,
    value: { stack },
  }));
}

/** With the stack's name where there is more than one stack. */
export function serviceChoices(
  stacks: readonly StackState[],
  fits: (service: ServiceState) => boolean,
): Choice<Target>[] {
  return stacks.flatMap((stack) =>
    stack.services.filter(fits).map((service) => {
      const status = serviceStatus(service, stack, vscode.l10n.t).text;
      return {
        label: service.name,
        description: stacks.length > 1 ? `${stack.project} · ${status}` : status,
        value: { stack, service },
      };
    }),
  );
}
