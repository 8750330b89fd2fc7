import * as vscode from "vscode";

/** One output channel a stack: what its commands print, readable while they run. */
export class StackOutput implements vscode.Disposable {
  readonly #channels = new Map<string, vscode.OutputChannel>();

  channel(stackId: string, project: string): vscode.OutputChannel {
    const known = this.#channels.get(stackId);
    if (known !== undefined) return known;
    const channel = vscode.window.createOutputChannel(`Dev Loop: ${project}`);
    this.#channels.set(stackId, channel);
    return channel;
  }

  dispose(): void {
    for (const channel of this.#channels.values()) channel.dispose();
    this.#channels.clear();
  }
}
