import * as vscode from "vscode";
import type { StackState } from "../../shared/model.ts";
import { collisionQuestion, type Question } from "./questions.ts";

export type Answer = "yes" | "always" | "no";

/** Asks modally. @param confirmed whoever called has been asked already */
export async function confirm(question: Question, confirmed: boolean): Promise<Answer> {
  if (confirmed) return "yes";
  const { message, detail, yes, always } = question;
  const buttons = always === undefined ? [yes] : [yes, always];
  const picked = await vscode.window.showWarningMessage(message, { modal: true, detail }, ...buttons);
  if (picked === undefined) return "no";
  return picked === yes ? "yes" : "always";
}

export function askAboutCollision(stack: StackState): Promise<Answer> {
  return confirm(collisionQuestion(stack, vscode.l10n.t), false);
}
