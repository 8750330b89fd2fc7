import * as vscode from "vscode";
import { withoutIcons } from "../outsideText.ts";
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
  const picked = await vscode.window.showQuickPick(toItems(choices), options(question, title));
  return picked?.choice?.value;
}

/**
 * As {@link pick}, where it takes a while to find out what there is: the question is there at once, and shows that.
 * None is said in a sentence.
 */
export async function pickOnceKnown<T>(
  choices: Promise<readonly Choice<T>[]>,
  question: string,
  none: string,
  title?: string,
): Promise<T | undefined> {
  const nothing = new vscode.CancellationTokenSource();
  const items = choices.then((known) => {
    if (known.length === 0) nothing.cancel();
    return toItems(known);
  });
  try {
    const picked = await vscode.window.showQuickPick(items, options(question, title), nothing.token);
    if (nothing.token.isCancellationRequested) void vscode.window.showInformationMessage(none);
    return picked?.choice?.value;
  } finally {
    nothing.dispose();
  }
}

function options(question: string, title: string | undefined): vscode.QuickPickOptions {
  return { ...(title === undefined ? {} : { title }), placeHolder: question, matchOnDescription: true };
}

/** A label may have an icon of ours: whoever makes it takes others out. */
function toItems<T>(choices: readonly Choice<T>[]): (vscode.QuickPickItem & { choice?: Choice<T> })[] {
  return withSeparators(choices).map((entry) => {
    if ("separator" in entry) return { label: entry.separator, kind: vscode.QuickPickItemKind.Separator };
    const { label, description, detail } = entry;
    return {
      label,
      ...(description === undefined ? {} : { description: withoutIcons(description) }),
      ...(detail === undefined ? {} : { detail: withoutIcons(detail) }),
      choice: entry,
    };
  });
}
