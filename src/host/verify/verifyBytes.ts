import path from "node:path";
import * as vscode from "vscode";
import type { VerifiedFile } from "../../shared/builds.ts";
import { RpcError } from "../../shared/rpcMessages.ts";
import type { CommandParts } from "../commands/parts.ts";
import { pick } from "../commands/pick.ts";
import type { ServiceTarget } from "../commands/target.ts";
import { containerFileUri } from "../documents/uris.ts";
import { withoutIcons, withoutLinks } from "../outsideText.ts";
import { style } from "../tree/style.ts";
import { isComparable, type Names, verifiedChoices, verifiedText } from "./verifyTexts.ts";

type Parts = Pick<CommandParts, "core" | "documents">;

/** A file of this machine; `unsure`: those that the service's image may lack. */
type What = { readonly file: string } | "unsure" | "other";

/**
 * Compares files with the copies that a service's containers have, byte by byte, and says both hashes.
 * @param wanted absolute; absent: the user is asked
 */
export async function verifyBytes(
  parts: Parts,
  target: ServiceTarget,
  wanted?: string,
): Promise<readonly VerifiedFile[] | undefined> {
  const what = wanted === undefined ? await askWhat() : { file: wanted };
  if (what === undefined) return undefined;
  const { stack, service } = target;
  const request = { stackId: stack.id, service: service.name, ...(what === "unsure" ? {} : what) };
  const title = vscode.l10n.t("Comparing bytes with {0}", service.name);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const files = await vscode.window.withProgress(options, async (_progress, token) => {
    const abort = new AbortController();
    const cancelled = token.onCancellationRequested(() => abort.abort());
    try {
      return await parts.core.call("verifyBytes", request, { signal: abort.signal });
    } catch (error) {
      // What can't be compared is no fault of anybody's, and the sentence says why.
      if (!(error instanceof RpcError && error.code === "failed")) throw error;
      void vscode.window.showInformationMessage(withoutLinks(error.message));
      return undefined;
    } finally {
      cancelled.dispose();
    }
  });
  if (files === undefined) return undefined;
  // What came of it is shown; whoever asked has it without waiting for somebody to close it.
  void show(parts, target, files, what === "unsure");
  return files;
}

async function askWhat(): Promise<Exclude<What, "other"> | undefined> {
  const { t } = vscode.l10n;
  const uri = vscode.window.activeTextEditor?.document.uri;
  const open = uri?.scheme === "file" ? uri.fsPath : undefined;
  const what = await pick<What>(
    [
      ...(open === undefined
        ? []
        : [
            {
              label: withoutIcons(path.basename(open)),
              description: t("open in the editor"),
              value: { file: open },
            },
          ]),
      { label: t("All files that the image may lack"), value: "unsure" },
      { label: t("Another file…"), value: "other" },
    ],
    t("Which file should be compared with the container's copy?"),
  );
  if (what !== "other") return what;
  const [picked] = (await vscode.window.showOpenDialog({ openLabel: t("Compare") })) ?? [];
  return picked && { file: picked.fsPath };
}

async function show(
  parts: Parts,
  { stack, service }: ServiceTarget,
  files: readonly VerifiedFile[],
  unsure: boolean,
): Promise<void> {
  const { t } = vscode.l10n;
  const containers = stack.services.flatMap((each) => each.containers);
  const containerName = (id: string) =>
    containers.find((each) => each.id === id)?.name ?? id.slice(0, SHORT_ID);
  const names: Names = { containerName, style: style() };
  const [only] = files;
  if (only === undefined) {
    const none = unsure
      ? t("There is no file that the image of {0} may lack.", service.name)
      : t("The image of {0} has no copy of this file, as far as its Dockerfile tells.", service.name);
    void vscode.window.showInformationMessage(none);
    return;
  }
  if (files.length > 1) {
    const picked = await pick(
      verifiedChoices(files, names),
      t("Pick one that differs to compare it"),
      service.name,
    );
    if (picked !== undefined && isComparable(picked)) await compare(parts, picked, names);
    return;
  }
  const text = withoutLinks(verifiedText(only, names));
  if (!isComparable(only)) {
    void vscode.window.showInformationMessage(text);
    return;
  }
  const button = t("Compare");
  if ((await vscode.window.showWarningMessage(text, button)) === button) await compare(parts, only, names);
}

const SHORT_ID = 12;

/** The container's copy on the left, as what was; this machine's on the right. */
async function compare(
  { documents }: Parts,
  { file, container, path: inside }: VerifiedFile,
  { containerName }: Names,
): Promise<void> {
  const left = containerFileUri(container, inside);
  await documents.open(left);
  const title = vscode.l10n.t("{0}: in {1} ↔ here", path.basename(file), containerName(container));
  await vscode.commands.executeCommand("vscode.diff", left, vscode.Uri.file(file), title);
}
