import * as vscode from "vscode";
import type { Place } from "../../shared/model.ts";

/** What is wrong with a file, and where. */
export interface Problem {
  readonly place: Place;
  /** The last line that it is about; absent: the place's own. */
  readonly endLine?: number;
  readonly message: string;
}

/** Beyond the end of any line; VS Code ends the mark where the line does. */
const END_OF_LINE = 2 ** 30;

/** One kind of fault in files, among the editor's problems. */
export class ProblemCollection implements vscode.Disposable {
  readonly #collection: vscode.DiagnosticCollection;
  readonly #code: string;
  #told = "[]";
  #files: readonly string[] = [];

  /** @param code what the kind is called, in the collection's name and beside each problem */
  constructor(code: string) {
    this.#code = code;
    this.#collection = vscode.languages.createDiagnosticCollection(`devloop-${code}`);
  }

  /** These and no others are there from now on; called after each change of the state. */
  update(problems: readonly Problem[]): void {
    const told = JSON.stringify(problems);
    if (told === this.#told) return;
    this.#told = told;
    const byFile = Map.groupBy(problems, ({ place }) => place.file);
    // All in one go: whoever listens never sees a broken file without its problem.
    const files = new Set([...this.#files, ...byFile.keys()]);
    this.#collection.set(
      [...files].map(
        (file) =>
          [vscode.Uri.file(file), byFile.get(file)?.map((problem) => this.#diagnostic(problem))] as const,
      ),
    );
    this.#files = [...byFile.keys()];
  }

  dispose(): void {
    this.#collection.dispose();
  }

  #diagnostic({ place, endLine = place.line, message }: Problem): vscode.Diagnostic {
    const diagnostic = new vscode.Diagnostic(
      new vscode.Range(place.line - 1, place.column - 1, endLine - 1, END_OF_LINE),
      message,
      vscode.DiagnosticSeverity.Error,
    );
    diagnostic.source = "Dev Loop";
    diagnostic.code = this.#code;
    return diagnostic;
  }
}
