import { strict as assert } from "node:assert";
import path from "node:path";
import * as vscode from "vscode";
import type { AppState } from "../../../src/shared/model.ts";
import { devLoop, until, untilState } from "../support/devLoop.ts";
import { folder, remove, write } from "../support/workspace.ts";

/** A mode of its own, beside the fixture's. */
const NAME = "refused/compose.yaml";
const GOOD = "name: refused\nservices:\n  web:\n    image: busybox\n";

describe("a compose file that Compose refuses", () => {
  const uri = () => vscode.Uri.file(path.join(folder(), NAME));
  const untilProblems = (fits: (problems: readonly vscode.Diagnostic[]) => boolean) =>
    until(vscode.languages.onDidChangeDiagnostics, async () => vscode.languages.getDiagnostics(uri()), fits);

  after(() => remove("refused"));

  it("is among the editor's problems, at the line of its fault", async () => {
    await devLoop();
    await write(NAME, `${GOOD}    restart: always\n    portz: []\n`);
    const [problem] = await untilProblems(({ length }) => length === 1);
    assert.ok(problem);
    assert.deepEqual(
      { source: problem.source, code: problem.code, severity: problem.severity },
      { source: "Dev Loop", code: "compose", severity: vscode.DiagnosticSeverity.Error },
    );
    const { start } = problem.range;
    assert.deepEqual([start.line, start.character], [5, 4]);
    assert.match(problem.message, /^services\.web .*portz/);
  });

  it("is opened there from its row", async () => {
    const modeId = uri().fsPath;
    const { stacks } = (await devLoop()).state();
    const stack = stacks.find(({ modes }) => modes.some(({ id }) => id === modeId));
    const row = { stackId: stack?.id, modeId };
    await vscode.commands.executeCommand("devloop.openComposeFile", row);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, uri().fsPath);
    const { line, character } = editor.selection.active;
    assert.deepEqual([line, character], [5, 4]);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });

  it("has another problem once it is wrong elsewhere, and none once it is mended", async () => {
    await write(NAME, `${GOOD}  db:\n    init: true\n    image: "busybox\n`);
    const [problem] = await untilProblems(([first]) => first?.range.start.line === 6);
    assert.match(problem?.message ?? "", /^yaml: /);
    await write(NAME, GOOD);
    await untilProblems(({ length }) => length === 0);
  });

  it("has none once it is gone", async () => {
    await write(NAME, "services:\n");
    await untilProblems(({ length }) => length === 1);
    await remove(NAME);
    await untilProblems(({ length }) => length === 0);
    const isKnown = ({ stacks }: AppState) =>
      stacks.some(({ modes }) => modes.some(({ id }) => id === uri().fsPath));
    await untilState(await devLoop(), (state) => !isKnown(state));
  });
});
