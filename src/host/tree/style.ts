import { homedir } from "node:os";
import * as vscode from "vscode";
import { workspaceFolders } from "../trust/workspaceFacts.ts";
import type { Style } from "./row.ts";

/** As texts are written at this moment, in this window. */
export function style(): Style {
  return {
    t: vscode.l10n.t,
    times: { now: Date.now(), locale: vscode.env.language },
    home: homedir(),
    folders: workspaceFolders(),
  };
}
