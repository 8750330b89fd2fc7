import * as vscode from "vscode";
import type { StackState } from "../../shared/model.ts";
import {
  initialSelection,
  namesOf,
  type ProfileItem,
  profileItems,
  settleSelection,
} from "./profileChoices.ts";

/** What the user chose: names, none at all, or Compose's own; `undefined`: the user went away. */
export type ProfileChoice = { readonly names: readonly string[] | undefined } | undefined;

export function askProfiles(stack: StackState): Promise<ProfileChoice> {
  const { promise, resolve } = Promise.withResolvers<ProfileChoice>();
  const items = profileItems(stack, vscode.l10n.t);
  let selection: readonly ProfileItem[] = initialSelection(stack, items);
  const pick = vscode.window.createQuickPick<ProfileItem>();
  pick.title = vscode.l10n.t("Profiles of {0}", stack.project);
  pick.placeholder = vscode.l10n.t("Which profiles should Up start?");
  pick.canSelectMany = true;
  pick.items = items;
  pick.selectedItems = selection;
  pick.onDidChangeSelection((after) => {
    const settled = settleSelection(selection, after);
    selection = settled;
    if (settled.length !== after.length) pick.selectedItems = settled;
  });
  pick.onDidAccept(() => {
    resolve({ names: namesOf(selection) });
    pick.hide();
  });
  pick.onDidHide(() => {
    resolve(undefined);
    pick.dispose();
  });
  pick.show();
  return promise;
}
