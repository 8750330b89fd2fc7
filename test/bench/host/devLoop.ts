import * as vscode from "vscode";
import type { DevLoopApi } from "../../../src/host/devLoop.ts";
import type { Watched } from "../support/core.ts";

/** Activates Dev Loop, or takes it as it is. */
export async function activeDevLoop(): Promise<DevLoopApi> {
  const extension = vscode.extensions.getExtension<DevLoopApi>("devloop.devloop");
  if (extension === undefined) throw new Error("The extension host has no Dev Loop.");
  return await extension.activate();
}

export function watchedState({ state, onDidChange }: DevLoopApi): Watched {
  return { app: state, onDidChange };
}

/** Changes when the tree has told VS Code of it, and every row that changed has been made anew. */
export function watchedTree({ tree, state }: DevLoopApi): Watched {
  return {
    app: state,
    onDidChange(listener) {
      const event = tree.onDidChangeTreeData;
      if (event === undefined) throw new Error("Dev Loop's tree tells of no changes.");
      return event((nodes) => {
        for (const node of [nodes ?? []].flat()) void tree.getTreeItem(node);
        listener();
      });
    },
  };
}
