import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import type { DevLoopApi } from "../../../src/host/devLoop.ts";
import type { Node } from "../../../src/host/tree/nodes.ts";
import { rustPackage, rustServer, TYPE_ERROR } from "../../engine/reload/support/programs.ts";
import { devLoop, ownStack, until, untilStack } from "../support/devLoop.ts";
import { docker, folder, remove, write } from "../support/workspace.ts";

const FOLDER = "reloading";
const MAIN = `${FOLDER}/src/main.rs`;

const COMPOSE = [
  "services:",
  "  backend:",
  `    image: ${process.env["DEVLOOP_TEST_RUST_IMAGE"]}`,
  '    command: ["cargo", "watch", "-x", "run"]',
  "    init: true",
  "    working_dir: /app",
  "    stop_grace_period: 1s",
  "    environment: { CARGO_TARGET_DIR: /target, CARGO_NET_OFFLINE: 'true' }",
  "    volumes:",
  `      - ./${FOLDER}:/app`,
  `      - ${process.env["DEVLOOP_TEST_CARGO_WATCH"]}:/usr/local/cargo/bin/cargo-watch:ro`,
].join("\n");

describe("a service that reloads", () => {
  let api: DevLoopApi;
  let stackId = "";
  let original = "";
  const node = (): Node => ({ kind: "service", stackId, service: "backend" });
  const backend = (stack = ownStack(api.state())) =>
    stack?.services.find(({ name, declared }) => name === "backend" && declared);
  /** What the row has said since it was last asked for, the last one last. */
  let said: string[] = [];
  const read = async (): Promise<string[]> => {
    const item = await api.tree.getTreeItem(node());
    const text = String(item.description);
    if (said.at(-1) !== text) said.push(text);
    return said;
  };
  const untilSaid = async (pattern: RegExp): Promise<string[]> => {
    const all = await until(
      (check) => api.tree.onDidChangeTreeData?.(check) ?? { dispose() {} },
      read,
      (texts) => pattern.test(texts.at(-1) ?? ""),
    );
    said = [];
    return all;
  };
  const hover = async (): Promise<string> => {
    const item = await api.tree.getTreeItem(node());
    const { token } = new vscode.CancellationTokenSource();
    const resolved = await api.tree.resolveTreeItem?.(item, node(), token);
    const { tooltip } = resolved ?? item;
    assert.ok(tooltip instanceof vscode.MarkdownString);
    return tooltip.value.replaceAll("\\", "");
  };

  before(async () => {
    original = await readFile(path.join(folder(), "compose.yaml"), "utf8");
    for (const [file, text] of Object.entries(rustPackage(FOLDER))) await write(file, text);
    await write("compose.yaml", COMPOSE);
    api = await devLoop();
    stackId = (await untilStack(api, (stack) => stack.known && backend(stack) !== undefined)).id;
  });

  after(async () => {
    await docker("compose", "--project-name", stackId, "down", "--volumes", "--timeout", "1");
    await remove(FOLDER);
    await write("compose.yaml", original);
    await untilStack(api, (stack) => stack.total === 2 && backend(stack) === undefined);
  });

  it("says that what was built serves", async () => {
    assert.deepEqual(await vscode.commands.executeCommand("devloop.up", { stackId }), { kind: "done" });
    await untilSaid(/^serving the new build/);
    assert.equal(backend()?.verdict.kind, "current");
  });

  it("says that it compiles after a save, that the save broke it, and that nothing serves", async () => {
    await write(MAIN, rustServer("2", TYPE_ERROR));
    const texts = await untilSaid(/^failed · 1 error · nothing serving/);
    assert.ok(
      texts.some((text) => text.startsWith("compiling")),
      `it said: ${texts.join(", ")}`,
    );
    const tip = await hover();
    assert.match(tip, /Not current: failed, 1 error, nothing serving/);
    assert.ok(tip.includes(`Last change: ${path.normalize(MAIN)}, `), tip);
  });

  it("says that it is mended, and how long that took", async () => {
    await write(MAIN, rustServer("3"));
    await untilSaid(/^serving the new build · [\d.]+ m?s/);
    assert.match(await hover(), /Last loop: [\d.]+ m?s \(reacted [\d.]+ m?s, compiled [\d.]+ m?s/);
  });
});
