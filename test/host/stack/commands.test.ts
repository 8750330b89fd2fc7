import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import type { DevLoopApi } from "../../../src/host/devLoop.ts";
import type { ContainerState, StackState } from "../../../src/shared/model.ts";
import type { UpPlan } from "../../../src/shared/protocol.ts";
import { ensureShellImage } from "../../../tools/engine/shell-image.ts";
import { createProgress } from "../../../tools/support/progress.ts";
import { devLoop, ownStack, untilStack, untilState } from "../support/devLoop.ts";
import { docker, folder, remove, write } from "../support/workspace.ts";

const DONE = { kind: "done" };
const CONFIRMED = { confirmed: true };

/** `web` keeps something in a volume; `extra` is there with its profile only. */
const compose = (colour: string) =>
  [
    "services:",
    "  web:",
    "    image: $DEVLOOP_TEST_IMAGE",
    '    command: ["idle"]',
    `    environment: { COLOUR: ${colour} }`,
    '    volumes: ["data:/data"]',
    "  extra:",
    "    image: $DEVLOOP_TEST_IMAGE",
    '    command: ["idle"]',
    "    profiles: [debug]",
    "volumes:",
    "  data:",
  ].join("\n");

const WATCHED = [
  "services:",
  "  watched:",
  "    build:",
  "      dockerfile_inline: |",
  "        FROM $DEVLOOP_TEST_IMAGE",
  '        CMD ["idle"]',
  "    environment: { API_TOKEN: hidden-in-report }",
  "    develop:",
  "      watch: [{ action: restart, path: ./watched }]",
].join("\n");

const serviceOf = (stack: StackState | undefined, name: string) =>
  stack?.services.find((service) => service.name === name);
const containerOf = (stack: StackState | undefined, name: string): ContainerState | undefined =>
  serviceOf(stack, name)?.containers.find(({ oneOff }) => !oneOff);

/** Takes the first choice that a command offers, as soon as it does. */
async function firstOf(command: Thenable<unknown>): Promise<void> {
  const accept = () => vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
  const timer = setInterval(() => void accept(), 200);
  try {
    await command;
  } finally {
    clearInterval(timer);
  }
}

describe("the commands", () => {
  let api: DevLoopApi;
  let stackId = "";
  let original = "";
  const target = (service?: string) => ({ stackId, ...(service === undefined ? {} : { service }) });
  const run = (command: string, ...args: unknown[]) =>
    vscode.commands.executeCommand<unknown>(command, ...args);
  const web = () => containerOf(ownStack(api.state()), "web");
  const untilWeb = async (fits: (container: ContainerState) => boolean): Promise<ContainerState> => {
    const stack = await untilStack(api, (each) => {
      const container = containerOf(each, "web");
      return container !== undefined && fits(container);
    });
    const container = containerOf(stack, "web");
    assert.ok(container);
    return container;
  };
  /** What a plan says is shown too; nobody is there to choose. */
  const plan = async (): Promise<UpPlan> => {
    const told = (await run("devloop.planUp", target())) as UpPlan;
    await run("workbench.action.closeQuickOpen");
    return told;
  };
  const changes = ({ services }: UpPlan) =>
    Object.fromEntries(services.map(({ service, change }) => [service, change]));

  before(async () => {
    const image = await ensureShellImage({
      engine: { env: {} },
      progress: createProgress("host"),
      env: process.env,
    });
    original = await readFile(path.join(folder(), "compose.yaml"), "utf8");
    await write(".env", `DEVLOOP_TEST_IMAGE=${image}\n`);
    await write("compose.yaml", compose("blue"));
    api = await devLoop();
    const isRead = (stack: StackState) => stack.known && serviceOf(stack, "extra") !== undefined;
    stackId = (await untilStack(api, isRead)).id;
  });

  after(async () => {
    // What a test that failed has left behind, too: its one-off containers are orphans to Compose.
    const everything = ["--volumes", "--remove-orphans", "--timeout", "1"];
    await docker("compose", "--project-name", stackId, "down", ...everything);
    await docker("image", "rm", "--force", `${stackId}-watched`);
    await write("compose.yaml", original);
    await untilStack(api, (stack) => stack.total === 2 && serviceOf(stack, "worker") !== undefined);
  });

  it("say what Up would create", async () => {
    assert.deepEqual(changes(await plan()), { web: "create" });
  });

  it("bring a stack up and wait; then Up has nothing to do", async () => {
    assert.deepEqual(await run("devloop.upWait", target()), DONE);
    await untilWeb(({ status }) => status === "running");
    assert.deepEqual(changes(await plan()), { web: "none" });
  });

  it("restart the same container, and recreate it as another", async () => {
    const first = await untilWeb(({ startedAt }) => startedAt !== undefined);
    assert.deepEqual(await run("devloop.restart", target("web")), DONE);
    const restarted = await untilWeb(
      ({ status, startedAt }) => status === "running" && (startedAt ?? 0) > (first.startedAt ?? 0),
    );
    assert.equal(restarted.id, first.id);
    assert.deepEqual(await run("devloop.recreate", target("web")), DONE);
    await untilStack(api, (each) => {
      const [container, ...others] = serviceOf(each, "web")?.containers ?? [];
      return container?.status === "running" && container.id !== first.id && others.length === 0;
    });
  });

  it("pause and go on", async () => {
    assert.deepEqual(await run("devloop.pause", target("web")), DONE);
    await untilWeb(({ status }) => status === "paused");
    assert.deepEqual(await run("devloop.unpause", target("web")), DONE);
    await untilWeb(({ status }) => status === "running");
  });

  it("kill without asking the program, say what to do then, and start it again", async () => {
    assert.deepEqual(await run("devloop.kill", target("web")), DONE);
    await untilWeb(({ status, exitCode }) => status === "exited" && exitCode === 137);
    await firstOf(run("devloop.whatToDo"));
    const log = vscode.window.terminals.find(({ name }) => name === "web log");
    assert.ok(log, "what to do about one that was killed is to look at its log");
    log.dispose();
    assert.deepEqual(await run("devloop.start", target("web")), DONE);
    await untilWeb(({ status }) => status === "running");
  });

  it("copy a container's id and name", async () => {
    await run("devloop.copyId", target("web"));
    assert.equal(await vscode.env.clipboard.readText(), web()?.id);
    await run("devloop.copyName", target("web"));
    assert.equal(await vscode.env.clipboard.readText(), `${stackId}-web-1`);
  });

  it("show a service where its compose file declares it", async () => {
    await run("devloop.revealService", target("extra"));
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, path.join(folder(), "compose.yaml"));
    assert.match(editor.document.lineAt(editor.selection.active.line).text, /^ {2}extra:/);
  });

  it("run a command in a new container of a service, in a terminal", async () => {
    // Whoever reads a named pipe waits for the one who writes to it; the volume is in both containers.
    await docker("exec", `${stackId}-web-1`, "mkfifo", "/data/said");
    const command = ["sh", "-c", "echo 'said by another' > /data/said"];
    await run("devloop.runCommand", target("web"), { command });
    assert.equal(await docker("exec", `${stackId}-web-1`, "cat", "/data/said"), "said by another");
    // It is there still, for its output to be read.
    const terminal = vscode.window.terminals.find(({ name }) => name.includes("web: sh -c"));
    assert.ok(terminal, `no such terminal: ${vscode.window.terminals.map(({ name }) => name).join()}`);
    terminal.dispose();
    await untilStack(api, (stack) => serviceOf(stack, "web")?.containers.length === 1);
  });

  it("remove what was made for one run, and leave the service's own container alone", async () => {
    const before = web()?.id;
    await docker("compose", "run", "--detach", "web");
    const isOneOff = ({ oneOff, status }: ContainerState) => oneOff && status === "running";
    const stack = await untilStack(api, (each) => serviceOf(each, "web")?.containers.some(isOneOff) === true);
    const containerId = serviceOf(stack, "web")?.containers.find(isOneOff)?.id;
    assert.deepEqual(await run("devloop.remove", { ...target("web"), containerId }, CONFIRMED), DONE);
    await untilStack(api, (each) => serviceOf(each, "web")?.containers.length === 1);
    assert.equal((await untilWeb(({ status }) => status === "running")).id, before);
  });

  it("say that Up would recreate what was edited, and why", async () => {
    await write("compose.yaml", compose("green"));
    await untilWeb(({ drift }) => drift === "edited");
    const told = await plan();
    assert.deepEqual(changes(told), { web: "recreate" });
    assert.notDeepEqual(told.services[0]?.reasons, []);
  });

  it("choose profiles: their services become active, and Up starts them", async () => {
    await run("devloop.chooseProfiles", target(), { profiles: ["debug"] });
    await untilStack(
      api,
      (stack) =>
        stack.chosenProfiles?.join() === "debug" && serviceOf(stack, "extra")?.inactiveProfiles.length === 0,
    );
    assert.deepEqual(await run("devloop.up", target()), DONE);
    await untilStack(api, ({ running, total }) => running === 2 && total === 2);
    await run("devloop.chooseProfiles", target(), { profiles: null });
    await untilStack(
      api,
      (stack) =>
        stack.chosenProfiles === undefined && serviceOf(stack, "extra")?.inactiveProfiles.join() === "debug",
    );
  });

  it("switch to another mode: what only the first had is removed", async () => {
    const dev = '    image: $DEVLOOP_TEST_IMAGE\n    command: ["idle"]\n';
    const kept = '    volumes: ["data:/data"]\n';
    await write("compose.dev.yaml", `services:\n  web:\n${dev}${kept}  tools:\n${dev}volumes:\n  data:\n`);
    const found = await untilStack(api, ({ modes }) => modes.some(({ label }) => label === "dev"));
    const before = containerOf(found, "web")?.id;
    assert.deepEqual(await run("devloop.chooseMode", target(), { mode: "dev", ...CONFIRMED }), DONE);
    await untilStack(
      api,
      (each) =>
        each.running === 2 &&
        each.modes.find(({ id }) => id === each.activeMode)?.label === "dev" &&
        containerOf(each, "tools")?.status === "running" &&
        containerOf(each, "extra") === undefined &&
        ![undefined, before].includes(containerOf(each, "web")?.id),
    );
  });

  it("take a stack down with its volumes", async () => {
    const volumes = () =>
      docker("volume", "ls", "--quiet", "--filter", `label=com.docker.compose.project=${stackId}`);
    assert.equal(await volumes(), `${stackId}_data`);
    assert.deepEqual(await run("devloop.downVolumes", target(), CONFIRMED), DONE);
    await untilStack(api, ({ services }) => services.every(({ containers }) => containers.length === 0));
    assert.equal(await volumes(), "");
    await remove("compose.dev.yaml");
    await untilStack(api, ({ modes }) => modes.length === 1);
  });

  it("turn compose watch on and off", async () => {
    await write("watched/file.txt", "");
    await write("compose.yaml", WATCHED);
    await untilStack(api, ({ services }) => services.some(({ watchable }) => watchable));
    assert.deepEqual(await run("devloop.up", target()), DONE);
    await untilStack(api, ({ running }) => running === 1);
    await run("devloop.watchOn", target());
    await untilStack(api, ({ watch }) => watch.kind === "on");
    await run("devloop.watchOff", target());
    await untilStack(api, ({ watch }) => watch.kind === "off");
  });

  it("record a report, which is shown with its secrets hidden before anything is saved", async () => {
    const recorded = run("devloop.recordReport");
    await run("devloop.refresh");
    // Asked for again, it ends.
    await run("devloop.recordReport");
    await recorded;
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.isUntitled, true);
    assert.equal(document.languageId, "jsonl");
    const lines = document.getText().trim().split("\n");
    assert.ok(lines.length > 0);
    for (const line of lines) JSON.parse(line);
    assert.ok(document.getText().includes(`${stackId}-watched-1`), "the container is not in the report");
    assert.ok(!document.getText().includes("hidden-in-report"), "the secret is in the report");
    await run("workbench.action.revertAndCloseActiveEditor");
  });

  it("choose a Docker context, and leave the choice to Docker again", async () => {
    const source = (wanted: string) =>
      untilState(
        api,
        (state) =>
          state.engine.kind === "connected" &&
          state.engine.endpoint.source === wanted &&
          ownStack(state)?.known === true,
      );
    await run("devloop.chooseContext", undefined, { context: "default" });
    await source("chosen context");
    await run("devloop.chooseContext", undefined, { context: "" });
    await source("DOCKER_HOST");
  });
});
