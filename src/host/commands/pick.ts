import * as vscode from "vscode";
import { type Choice, withSeparators } from "./choices.ts";

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
  return pick(choices, question);
}

/** Asks, also where there is one choice only. `undefined`: the user went away. */
export async function pick<T>(
  choices: readonly Choice<T>[],
  question: string,
  title?: string,
): Promise<T | undefined> {
  const items = withSeparators(choices).map((entry): vscode.QuickPickItem & { choice?: Choice<T> } => {
    if ("separator" in entry) return { label: entry.separator, kind: vscode.QuickPickItemKind.Separator };
    const { label, description, detail } = entry;
    return {
      label,
      ...(description === undefined ? {} : { description }),
      ...(detail === undefined ? {} : { detail }),
      choice: entry,
    };
  });
  const picked = await vscode.window.showQuickPick(items, {
    ...(title === undefined ? {} : { title }),
    placeHolder: question,
    matchOnDescription: true,
  });
  return picked?.choice?.value;
}
