import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { COMMANDS } from "../../../src/host/commands/commandIds.ts";
import type { DevLoopApi } from "../../../src/host/devLoop.ts";
import type { StackState } from "../../../src/shared/model.ts";
import { ensureShellImage } from "../../../tools/engine/shell-image.ts";
import { createProgress } from "../../../tools/support/progress.ts";
import { devLoop, ownStack, untilRows, untilStack } from "../support/devLoop.ts";
import { docker, remove, write } from "../support/workspace.ts";

const TIME = /since \d\d:\d\d/;

describe("a stack", () => {
  let api: DevLoopApi;
  let stackId = "";
  const target = (service?: string) => ({ stackId, ...(service === undefined ? {} : { service }) });
  const run = (command: string, argument: object) =>
    vscode.commands.executeCommand<unknown>(command, argument);

  before(async () => {
    const image = await ensureShellImage({
      engine: { env: {} },
      progress: createProgress("host"),
      env: process.env,
    });
    await write(".env", `DEVLOOP_TEST_IMAGE=${image}\n`);
    api = await devLoop();
    stackId = (await untilStack(api, ({ known, total }) => known && total === 2)).id;
  });

  after(async () => {
    // By its name alone: the last test leaves a file that Compose can't read.
    await remove("compose.yaml");
    await docker("compose", "--project-name", stackId, "down", "--remove-orphans", "--timeout", "1");
    await docker("image", "rm", "--force", `${stackId}-worker`);
  });

  it("has every command of the table", async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      Object.keys(COMMANDS).filter((id) => !registered.has(id)),
      [],
    );
  });

  it("is found by its compose file, with what is not created", async () => {
    await untilRows(
      api,
      (rows) => rows.join() === `${stackId}: 0 of 2 running,  web: not created,  worker: not created`,
    );
  });

  it("comes up by the command, which tells how it ended", async () => {
    assert.deepEqual(await run("devloop.up", target()), { kind: "done" });
    // Since when comes after the list, with the container's details: docs/decisions/0003.
    const [, , container = ""] = await untilRows(
      api,
      ([stack, web = ""]) => stack === `${stackId}: 2 of 2 running` && TIME.test(web),
    );
    assert.match(container, new RegExp(`^ {4}${stackId}-web-1: running · `));
  });

  it("shows it when a container is killed behind its back", async () => {
    await docker("kill", `${stackId}-web-1`);
    const [stack] = await untilRows(api, ([, web]) => web === "  web: killed (137)");
    assert.equal(stack, `${stackId}: 1 of 2 running`);
  });

  it("has one service restarted, and the other left as it is", async () => {
    const before = await docker("inspect", "--format", "{{.State.StartedAt}}", `${stackId}-worker-1`);
    assert.deepEqual(await run("devloop.restart", target("web")), { kind: "done" });
    await untilRows(api, ([, web = ""]) => /^ {2}web: running/.test(web));
    assert.equal(await docker("inspect", "--format", "{{.State.StartedAt}}", `${stackId}-worker-1`), before);
  });

  it("has one service rebuilt: its container is a new one", async () => {
    const idOf = (stack: StackState | undefined) =>
      stack?.services.find(({ name }) => name === "worker")?.containers[0]?.id;
    const before = idOf(ownStack(api.state()));
    await write("compose.override.yaml", "services:\n  worker:\n    environment:\n      CHANGED: yes\n");
    try {
      await untilStack(api, ({ modes }) => modes.some(({ files }) => files.length === 2));
      assert.deepEqual(await run("devloop.rebuild", target("worker")), { kind: "done" });
      await untilStack(api, (stack) => ![before, undefined].includes(idOf(stack)) && stack.running === 2);
    } finally {
      await remove("compose.override.yaml");
    }
  });

  it("shows a log in one terminal, however often it is asked for", async () => {
    await run("devloop.followLog", target("web"));
    await run("devloop.followLog", target("web"));
    const logs = vscode.window.terminals.filter(({ name }) => name === "web log");
    assert.equal(logs.length, 1);
    logs[0]?.dispose();
  });

  it("opens what the engine tells of a container as a read-only document without its secrets", async () => {
    await run("devloop.inspect", target("web"));
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, "devloop-inspect");
    assert.equal(document.languageId, "json");
    const told = document.getText();
    assert.equal(JSON.parse(told).Name, `/${stackId}-web-1`);
    assert.ok(!told.includes("hidden-in-inspect"), "the secret is in the document");
  });

  it("opens a shell in a running container", async () => {
    const container = `${stackId}-web-1`;
    // Whoever reads a named pipe waits for the one who writes to it.
    await docker("exec", container, "mkfifo", "/tmp/typed");
    await run("devloop.shell", target("web"));
    const shell = vscode.window.terminals.find(({ name }) => name === `${container} shell`);
    assert.ok(shell, "there is no such terminal");
    shell.sendText("echo typed in the shell > /tmp/typed");
    assert.equal(await docker("exec", container, "cat", "/tmp/typed"), "typed in the shell");
    shell.dispose();
  });

  it("does nothing for a row that is not there any more", async () => {
    assert.equal(await run("devloop.up", { stackId: "gone" }), undefined);
  });

  it("goes down by the command", async () => {
    assert.deepEqual(await run("devloop.down", target()), { kind: "done" });
    await untilRows(
      api,
      (rows) => rows.join() === `${stackId}: 0 of 2 running,  web: not created,  worker: not created`,
    );
  });

  it("tells why an action failed", async () => {
    await write(
      "compose.yaml",
      "services:\n  web:\n    image: devloop-test/none:none\n    pull_policy: never\n",
    );
    await untilStack(api, ({ total }) => total === 1);
    const result = (await run("devloop.up", target())) as { kind: string; summary: string };
    assert.equal(result.kind, "failed");
    assert.match(result.summary, /devloop-test\/none/);
  });

  it("shows a problem where the compose file can't be read", async () => {
    await write("compose.yaml", "services:\n  web: [1]\n");
    const rows = await untilRows(api, (all) => all.some((row) => row.startsWith("  Compose file problem")));
    assert.match(rows[0] ?? "", /compose file problem/);
  });
});
