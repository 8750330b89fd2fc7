import * as vscode from "vscode";
import { buildReport } from "../builds/buildReport.ts";
import { MOST_BUILDS } from "../builds/history.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import { style } from "../tree/style.ts";
import { DOCUMENT_SCHEMES } from "./uris.ts";

/** The text of one of Dev Loop's own documents. */
export async function documentText(core: CoreProcess, uri: vscode.Uri, signal: AbortSignal): Promise<string> {
  switch (uri.scheme) {
    case DOCUMENT_SCHEMES.inspect:
      return core.call("inspect", { containerId: uri.query }, { signal });
    case DOCUMENT_SCHEMES.containerFile:
      return core.call("containerFile", { containerId: uri.query, path: uri.path }, { signal });
    case DOCUMENT_SCHEMES.build: {
      const records = await core.call("builds", { limit: MOST_BUILDS }, { signal });
      const record = records.find(({ id }) => id === uri.query);
      return record === undefined
        ? vscode.l10n.t("This build is not in the history any more.")
        : buildReport(record, style());
    }
    default:
      throw new Error(`${uri.scheme} is no document of Dev Loop's.`);
  }
}
