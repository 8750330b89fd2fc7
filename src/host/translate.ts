/**
 * `vscode.l10n.t`, handed to the parts that don't import vscode so that they run in plain Node.
 * `{0}`, `{1}`… in the message stand for the arguments.
 */
export type Translate = (message: string, ...args: (string | number)[]) => string;
