import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import type { DevLoopApi } from "../../../src/host/devLoop.ts";
import type { BuildBrief, BuildRecord, VerifiedFile } from "../../../src/shared/builds.ts";
import type { AppState } from "../../../src/shared/model.ts";
import { ensureShellImage } from "../../../tools/engine/shell-image.ts";
import { createProgress } from "../../../tools/support/progress.ts";
import { devLoop, ownStack, until, untilRows, untilStack, untilState } from "../support/devLoop.ts";
import { docker, folder, remove, write } from "../support/workspace.ts";

const workspace = vscode.ConfigurationTarget.Workspace;
const DONE = { kind: "done" };
/** There before the window opens: of folders in a new folder VS Code (1.139) does not always tell the changes. */
const FOLDER = "built";
const SOURCE = `${FOLDER}/src/page.txt`;
const COMPOSE = [
  "services:",
  "  baked:",
  "    build: ./built",
  '    command: ["idle"]',
  "    stop_grace_period: 1s",
];
const dockerfile = (base: string) =>
  [`FROM ${base}`, "WORKDIR /app", "COPY src src", 'CMD ["idle"]', ""].join("\n");

describe("a service that is built", () => {
  let api: DevLoopApi;
  let stackId = "";
  let original = "";
  /** The engine's cache may have what an earlier run has built. */
  const stamp = Date.now();
  const target = () => ({ stackId, service: "baked" });
  const run = (command: string, ...args: unknown[]) =>
    vscode.commands.executeCommand<unknown>(command, ...args);
  const lastOf = ({ builds }: AppState): BuildBrief | undefined =>
    builds.last.find(({ stack, services }) => stack === stackId && services.includes("baked"));
  const untilBuilt = async (fits: (build: BuildBrief) => boolean): Promise<BuildBrief> => {
    const state = await untilState(api, (each) => {
      const build = lastOf(each);
      return build !== undefined && fits(build) && each.builds.live.every(({ id }) => id !== build.id);
    });
    const build = lastOf(state);
    assert.ok(build);
    return build;
  };
  const untilCode = (kind: string) =>
    untilStack(api, ({ services }) =>
      services.some(({ name, baked }) => name === "baked" && baked?.code.kind === kind),
    );
  const untilRow = (pattern: RegExp) => untilRows(api, (lines) => lines.some((line) => pattern.test(line)));
  const uri = () => vscode.Uri.file(path.join(folder(), FOLDER, "Dockerfile"));
  const untilProblems = (fits: (problems: readonly vscode.Diagnostic[]) => boolean) =>
    until(vscode.languages.onDidChangeDiagnostics, async () => vscode.languages.getDiagnostics(uri()), fits);
  const text = async (scheme: string, at: string, query: string) =>
    (await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme, path: at, query }))).getText();

  before(async () => {
    const base = await ensureShellImage({
      engine: { env: {} },
      progress: createProgress("host"),
      env: process.env,
    });
    original = await readFile(path.join(folder(), "compose.yaml"), "utf8");
    await write(SOURCE, `one ${stamp}\n`);
    await write(`${FOLDER}/Dockerfile`, dockerfile(base));
    await write("compose.yaml", COMPOSE.join("\n"));
    api = await devLoop();
    const isRead = ({
      known,
      services,
    }: {
      known: boolean;
      services: readonly { name: string; buildable: boolean }[];
    }) => known && services.some(({ name, buildable }) => name === "baked" && buildable);
    stackId = (await untilStack(api, isRead)).id;
  });

  after(async () => {
    await vscode.workspace.getConfiguration("devloop").update("build.beforeUp", undefined, workspace);
    await run("workbench.action.closeAllEditors");
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await docker("compose", "--project-name", stackId, "down", "--volumes", "--timeout", "1");
    await docker("image", "rm", "--force", `${stackId}-baked`);
    await remove(FOLDER);
    await write("compose.yaml", original);
    await untilStack(
      api,
      (stack) => stack.total === 2 && stack.services.every(({ name }) => name !== "baked"),
    );
  });

  it("is built by a command, and its record says how", async () => {
    assert.deepEqual(await run("devloop.build", target()), DONE);
    const build = await untilBuilt(({ result }) => result === "succeeded");
    assert.equal(build.trigger, "button");
    assert.ok(build.cache.begun >= 3, JSON.stringify(build.cache));
  });

  it("runs the code in the editor, until that changes", async () => {
    assert.deepEqual(await run("devloop.up", { stackId }), DONE);
    await untilCode("same");
    await write(SOURCE, `two ${stamp}\n`);
    await untilCode("changed");
    await untilRow(/baked: image lacks your change in page\.txt/);
    const [service] = ownStack(api.state())?.services ?? [];
    assert.equal(service?.verdict.kind === "notCurrent" && service.verdict.action, "rebuild");
  });

  it("is compared byte by byte, and its own copy can be read", async () => {
    const file = path.join(folder(), SOURCE);
    const files = (await run("devloop.verifyBytes", target(), { file })) as VerifiedFile[];
    const [found, ...others] = files;
    assert.deepEqual(others, []);
    assert.ok(found);
    assert.equal(found.path, "/app/src/page.txt");
    assert.match(found.hostHash ?? "", /^[0-9a-f]{64}$/);
    assert.match(found.containerHash ?? "", /^[0-9a-f]{64}$/);
    assert.notEqual(found.hostHash, found.containerHash);
    assert.equal(await text("devloop-container", found.path, found.container), `one ${stamp}\n`);
  });

  it("is rebuilt before Up where that is set, and then has the change", async () => {
    await vscode.workspace.getConfiguration("devloop").update("build.beforeUp", "rebuild", workspace);
    assert.deepEqual(await run("devloop.up", { stackId }), DONE);
    await untilCode("same");
    const build = await untilBuilt(({ breaker }) => breaker.kind === "code");
    assert.match(build.breaker.step ?? "", /^COPY src src/);
  });

  it("has a problem at the instruction that fails, whoever builds it, until it is mended", async () => {
    const good = await readFile(uri().fsPath, "utf8");
    await write(`${FOLDER}/Dockerfile`, `${good}RUN echo out-of-flour \\\n  && exit 7\n`);
    await assert.rejects(docker("compose", "build"));
    const [problem] = await untilProblems(({ length }) => length === 1);
    assert.ok(problem);
    assert.deepEqual(
      [problem.source, problem.code, problem.range.start.line, problem.range.end.line],
      ["Dev Loop", "build", 4, 5],
    );
    assert.match(problem.message, /^baked: .*7[\s\S]*out-of-flour/);
    await untilRow(/baked: build failed · running/);
    assert.equal((await untilBuilt(({ result }) => result === "failed")).trigger, "elsewhere");
    await write(`${FOLDER}/Dockerfile`, good);
    await docker("compose", "build");
    await untilProblems(({ length }) => length === 0);
    await untilRow(/baked: running/);
  });

  it("shows what a build printed, and its report", async () => {
    const { id } = await untilBuilt(({ result }) => result === "succeeded");
    await run("devloop.showBuildOutput", { build: id });
    assert.ok(vscode.window.terminals.some(({ name }) => name === "baked build"));
    await run("devloop.buildHistory", { build: id });
    const report = vscode.workspace.textDocuments.find(({ uri: { scheme } }) => scheme === "devloop-build");
    assert.match(report?.getText() ?? "", /^# baked[\s\S]*COPY src src/);
  });

  it("has its builds in an export, each with its steps", async () => {
    const file = path.join(folder(), FOLDER, "builds.json");
    await run("devloop.exportBuildHistory", undefined, { file });
    const records = JSON.parse(await readFile(file, "utf8")) as BuildRecord[];
    const own = records.filter(({ stack }) => stack === stackId);
    assert.deepEqual(
      own.map(({ result }) => result),
      ["succeeded", "failed", "succeeded", "succeeded"],
    );
    for (const { steps } of own) assert.notEqual(steps.length, 0);
  });

  it("is built by the builder that was chosen for the workspace", async () => {
    const setting = () => vscode.workspace.getConfiguration("devloop").get("build.builder");
    assert.equal(await run("devloop.chooseBuilder", undefined, { builder: "default" }), "default");
    assert.equal(setting(), "default");
    const before = lastOf(api.state())?.id;
    assert.deepEqual(await run("devloop.buildNoCache", target()), DONE);
    const { breaker } = await untilBuilt(({ id }) => id !== before);
    assert.match(breaker.step ?? "", /^COPY src src/);
    assert.equal(await run("devloop.chooseBuilder", undefined, { builder: "" }), "");
    assert.equal(setting(), "");
  });
});
