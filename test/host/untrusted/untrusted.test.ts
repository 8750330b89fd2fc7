import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { devLoop, rows, untilState } from "../support/devLoop.ts";

describe("a workspace that is not trusted", () => {
  it("is looked at by nothing: no engine, no compose file, no row", async () => {
    const api = await devLoop();
    const state = await untilState(api, ({ settled }) => settled);
    assert.equal(vscode.workspace.isTrusted, false);
    assert.deepEqual(
      { trust: state.trust, engine: state.engine, cli: state.cli, stacks: state.stacks },
      { trust: "untrusted", engine: { kind: "idle" }, cli: { kind: "unknown" }, stacks: [] },
    );
    assert.deepEqual(await rows(api), []);
  });

  it("stays so when commands are run all the same", async () => {
    const api = await devLoop();
    const before = api.state();
    for (const command of ["devloop.refresh", "devloop.up", "devloop.planUp", "devloop.followLog"]) {
      assert.equal(await vscode.commands.executeCommand(command), undefined);
    }
    assert.deepEqual(api.state(), before);
  });
});
