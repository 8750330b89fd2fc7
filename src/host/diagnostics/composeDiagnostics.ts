import * as vscode from "vscode";
import type { StackState } from "../../shared/model.ts";
import { type ComposeProblem, composeProblems } from "./composeProblems.ts";

/** Beyond the end of any line; VS Code ends the mark where the line does. */
const END_OF_LINE = 2 ** 30;

/** Compose files that Compose refuses, among the editor's problems. They follow the files on disk, as Compose does. */
export class ComposeDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("devloop-compose");
  #told = "[]";
  #files: readonly string[] = [];

  /** Called after each change of the state. */
  update(stacks: readonly StackState[]): void {
    const problems = composeProblems(stacks);
    const told = JSON.stringify(problems);
    if (told === this.#told) return;
    this.#told = told;
    const byFile = Map.groupBy(problems, ({ place }) => place.file);
    // All in one go: whoever listens never sees a broken file without its problem.
    const files = new Set([...this.#files, ...byFile.keys()]);
    this.#collection.set(
      [...files].map((file) => [vscode.Uri.file(file), byFile.get(file)?.map(toDiagnostic)] as const),
    );
    this.#files = [...byFile.keys()];
  }

  dispose(): void {
    this.#collection.dispose();
  }
}

function toDiagnostic({ place, message }: ComposeProblem): vscode.Diagnostic {
  const line = place.line - 1;
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(line, place.column - 1, line, END_OF_LINE),
    message,
    vscode.DiagnosticSeverity.Error,
  );
  diagnostic.source = "Dev Loop";
  diagnostic.code = "compose";
  return diagnostic;
}
