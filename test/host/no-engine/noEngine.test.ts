import { strict as assert } from "node:assert";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as vscode from "vscode";
import type { AppState } from "../../../src/shared/model.ts";
import { devLoop, rows, untilState } from "../support/devLoop.ts";

describe("without an engine", () => {
  it("says why none can be reached and what to do, and shows no rows of which nothing is known", async () => {
    const api = await devLoop();
    const { engine } = await untilState(api, (state) => state.engine.kind === "unreachable");
    assert.ok(engine.kind === "unreachable");
    assert.equal(engine.endpoint?.source, "DOCKER_HOST");
    assert.match(engine.reason, /\/nonexistent\/docker\.sock/);
    assert.match(engine.advice, /DOCKER_HOST/);
    assert.deepEqual(await rows(api), []);
  });

  it("looks again when it is asked to", async () => {
    const api = await devLoop();
    const settings = vscode.workspace.getConfiguration("devloop");
    // An engine that refuses everything, and numbers its refusals: by them can be told what an attempt was answered.
    let answers = 0;
    const engine = createServer((_request, response) => {
      answers++;
      response.writeHead(500, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ message: `answer ${answers}` }));
    });
    await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = engine.address() as AddressInfo;
      await settings.update("dockerHost", `tcp://127.0.0.1:${port}`, vscode.ConfigurationTarget.Workspace);
      // The third: from then on it waits half a second or more before it tries again unasked.
      const isTold = ({ engine: told }: AppState) =>
        told.kind === "unreachable" && told.reason.endsWith(`: answer ${answers}.`);
      await untilState(api, (state) => answers >= 3 && isTold(state));
      const before = answers;
      await vscode.commands.executeCommand("devloop.refresh");
      assert.ok(answers > before, `nothing was asked of the engine after answer ${before}`);
    } finally {
      await settings.update("dockerHost", undefined, vscode.ConfigurationTarget.Workspace);
      engine.closeAllConnections();
      engine.close();
    }
  });

  it("follows the setting to another engine at once", async () => {
    const api = await devLoop();
    const settings = vscode.workspace.getConfiguration("devloop");
    await settings.update(
      "dockerHost",
      "unix:///nonexistent/other.sock",
      vscode.ConfigurationTarget.Workspace,
    );
    const { engine } = await untilState(
      api,
      (state) =>
        "endpoint" in state.engine &&
        state.engine.endpoint?.source === "setting" &&
        state.engine.kind === "unreachable",
    );
    assert.ok(engine.kind === "unreachable");
    assert.match(engine.reason, /other\.sock/);
    await settings.update("dockerHost", undefined, vscode.ConfigurationTarget.Workspace);
  });
});
