import * as vscode from "vscode";
import type { StackMode, StackState } from "../../shared/model.ts";
import { pickOne } from "../commands/pick.ts";
import { withoutIcons } from "../outsideText.ts";
import { activeMode } from "../status/stackStatus.ts";

/** @param wanted a mode's label or id; where it names none, the user is asked */
export async function askMode(
  stack: StackState,
  wanted?: string,
  question = vscode.l10n.t("In which mode should {0} run?", stack.project),
): Promise<StackMode | undefined> {
  const named = stack.modes.find((mode) => mode.label === wanted || mode.id === wanted);
  if (named !== undefined) return named;
  const current = activeMode(stack);
  const choices = stack.modes
    .toSorted((left, right) => Number(isDev(right)) - Number(isDev(left)))
    .map((mode) => ({
      label: `${mode === current ? "$(check) " : ""}${withoutIcons(mode.label)}`,
      description: mode.files.map((file) => vscode.workspace.asRelativePath(file)).join(", "),
      value: mode,
    }));
  return pickOne(
    choices,
    question,
    vscode.l10n.t("{0} has no compose files in this workspace.", stack.project),
  );
}

/** What this is for comes first. */
function isDev(mode: StackMode): boolean {
  return /dev|local/i.test(mode.label);
}
