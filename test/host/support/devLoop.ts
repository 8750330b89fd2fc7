import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { DevLoopApi } from "../../../src/host/devLoop.ts";
import type { Node } from "../../../src/host/tree/nodes.ts";
import type { AppState, StackState } from "../../../src/shared/model.ts";

const LIMIT_MS = 45_000;

/** Dev Loop as this VS Code runs it. */
export async function devLoop(): Promise<DevLoopApi> {
  const extension = vscode.extensions.getExtension<DevLoopApi>("devloop.devloop");
  assert.ok(extension, "the extension is not there");
  return await extension.activate();
}

/** Resolves with the first state that fits; the error of the time limit shows the last one. */
export function untilState(api: DevLoopApi, fits: (state: AppState) => boolean): Promise<AppState> {
  return until(
    (check) => api.onDidChange(check),
    async () => api.state(),
    fits,
  );
}

/** The only stack of the workspace, once it is as wanted. */
export async function untilStack(api: DevLoopApi, fits: (stack: StackState) => boolean): Promise<StackState> {
  const state = await untilState(api, (each) => {
    const stack = ownStack(each);
    return stack !== undefined && fits(stack);
  });
  const stack = ownStack(state);
  assert.ok(stack);
  return stack;
}

/** Never another project of the engine's: it is somebody else's. */
export function ownStack({ stacks }: AppState): StackState | undefined {
  return stacks.find(({ origin }) => origin === "workspace");
}

/**
 * The workspace's rows as VS Code is given them, a line for each, once they are as wanted. Told by the tree's own
 * events. What else is on the engine is left out: it is nobody's to say.
 */
export function untilRows(api: DevLoopApi, fits: (rows: string[]) => boolean): Promise<string[]> {
  return until(
    (check) => api.tree.onDidChangeTreeData?.(check) ?? { dispose() {} },
    () => rows(api),
    fits,
  );
}

export async function rows(api: DevLoopApi, parent?: Node): Promise<string[]> {
  const nodes = (await api.tree.getChildren(parent)) ?? [];
  const lines: string[] = [];
  for (const node of nodes) {
    if (node.kind === "group") continue;
    const item = await api.tree.getTreeItem(node);
    lines.push(`${"  ".repeat(depth(node))}${String(item.label)}: ${String(item.description)}`);
    lines.push(...(await rows(api, node)));
  }
  return lines;
}

function depth(node: Exclude<Node, { kind: "group" }>): number {
  return { stack: 0, problem: 1, service: 1, container: 2 }[node.kind];
}

/** Resolves with the first value that fits, looked at whenever there is something new. */
export function until<T>(
  listen: (check: () => void) => vscode.Disposable,
  read: () => Promise<T>,
  fits: (value: T) => boolean,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let last: T | undefined;
    const check = async () => {
      last = await read();
      if (!fits(last)) return;
      end();
      resolve(last);
    };
    const subscription = listen(() => void check().catch(reject));
    const timer = setTimeout(() => {
      end();
      reject(
        new Error(`It did not come to the expected state; it was:\n${JSON.stringify(last, undefined, 2)}`),
      );
    }, LIMIT_MS);
    function end(): void {
      clearTimeout(timer);
      subscription.dispose();
    }
    check().catch(reject);
  });
}
