import { strict as assert } from "node:assert";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { devLoop, ownStack, rows, untilRows, untilState } from "../support/devLoop.ts";
import { folder, remove, write } from "../support/workspace.ts";

describe("a folder without a compose file", () => {
  it("has no rows, so that the view can say what it looks for", async () => {
    const api = await devLoop();
    const { stacks } = await untilState(api, ({ settled }) => settled);
    // Whoever runs this may have other containers on the engine.
    assert.deepEqual(
      stacks.filter(({ origin }) => origin === "workspace"),
      [],
    );
    assert.deepEqual(await rows(api), []);
  });

  it("has a stack as soon as somebody writes a compose file, in a subfolder too", async () => {
    const api = await devLoop();
    await write(
      "deploy/docker-compose.yml",
      "name: devloop-host-written\nservices:\n  ui:\n    image: busybox\n",
    );
    await untilRows(api, (all) => all.join() === "devloop-host-written: 0 of 1 running,  ui: not created");
    await remove("deploy");
    await untilRows(api, (all) => all.length === 0);
  });

  it("follows a file of any name in any place that makes a stack", async () => {
    const api = await devLoop();
    const elsewhere = await realpath(await mkdtemp(path.join(tmpdir(), "devloop-host-base-")));
    const file = path.join(elsewhere, "base [1].yml");
    const declare = (service: string) =>
      writeFile(file, `name: devloop-host-base\nservices:\n  ${service}:\n    image: busybox\n`);
    try {
      await declare("ui");
      await write(".env", `COMPOSE_FILE="${file}"\n`);
      await untilRows(api, (all) => all.join() === "devloop-host-base: 0 of 1 running,  ui: not created");
      await declare("api");
      await untilRows(api, (all) => all.join() === "devloop-host-base: 0 of 1 running,  api: not created");
      await declare("worker");
      await untilRows(api, (all) => all.join() === "devloop-host-base: 0 of 1 running,  worker: not created");
      await remove(".env");
      await untilRows(api, (all) => all.length === 0);
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });

  it("opens what is there of the files that the setting names", async () => {
    const api = await devLoop();
    const uri = vscode.Uri.file(folder());
    const setStacks = (value: unknown) =>
      vscode.workspace
        .getConfiguration("devloop", uri)
        .update("stacks", value, vscode.ConfigurationTarget.Workspace);
    await write("here.yaml", "services:\n  ui:\n    image: busybox\n");
    try {
      await setStacks([{ files: ["missing.yaml", "here.yaml"], project: "devloop-host-named" }]);
      await untilState(api, (state) => ownStack(state)?.modes[0]?.problem !== undefined);
      await vscode.commands.executeCommand("devloop.openComposeFile", { stackId: "devloop-host-named" });
      assert.equal(vscode.window.activeTextEditor?.document.fileName, path.join(folder(), "here.yaml"));
    } finally {
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      await setStacks(undefined);
      await remove("here.yaml");
    }
    await untilRows(api, (all) => all.length === 0);
  });
});
