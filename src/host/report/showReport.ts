import * as vscode from "vscode";

export async function untilStopped(stopped: Promise<void>, stop: () => void): Promise<void> {
  const title = vscode.l10n.t(
    "Recording what Docker tells. Bring the trouble about, then press Cancel: the report is shown before anything is saved.",
  );
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (_progress, token) => {
    const cancelled = token.onCancellationRequested(stop);
    await stopped;
    cancelled.dispose();
  });
}

/** To be looked at before it is saved, by the user alone: nothing is written or sent. */
export async function show(report: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: "jsonl", content: report });
  await vscode.window.showTextDocument(document, { preview: false });
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      "This is the report: what the Docker engine told while it was recorded, with passwords, tokens and keys hidden. It names your containers, images and folders. Read it before you save it or pass it on.",
    ),
  );
}
