import * as vscode from "vscode";
import type { ServiceState, StackState } from "../../shared/model.ts";
import { readBeforeUp } from "../settings.ts";
import { style } from "../tree/style.ts";
import { staleImages, staleText } from "./staleImages.ts";

/**
 * Whether Up is to build images first, because one that it would run is known to lack a change.
 * `undefined`: the user went away. @param confirmed whoever called has been asked already
 */
export async function rebuildFirst(
  stack: StackState,
  service: ServiceState | undefined,
  confirmed: boolean,
): Promise<boolean | undefined> {
  const images = staleImages(stack, service);
  const wanted = readBeforeUp();
  if (images.length === 0 || wanted === "never") return false;
  if (wanted === "rebuild") return true;
  if (confirmed) return false;
  const rebuild = vscode.l10n.t("Rebuild and Up");
  const up = vscode.l10n.t("Up");
  const options = { modal: true, detail: staleText(images, style()) };
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t("Rebuild first?"),
    options,
    rebuild,
    up,
  );
  return picked === undefined ? undefined : picked === rebuild;
}
