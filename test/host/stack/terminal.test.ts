import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";
import type { AppState } from "../../../src/shared/model.ts";
import { devLoop, untilState } from "../support/devLoop.ts";
import { folder, remove, write } from "../support/workspace.ts";

const NAME = "typed/compose.yaml";

describe("the command devloop in a terminal", () => {
  let pipes: string;
  let terminal: vscode.Terminal | undefined;

  before(async function () {
    if (process.platform === "win32") this.skip(); // there are no named pipes of this kind, and no /bin/sh
    pipes = await mkdtemp(path.join(tmpdir(), "devloop-pipes-"));
    await write(NAME, "services:\n  web:\n    image: busybox\n");
    const api = await devLoop();
    await api.terminalReady();
    terminal = vscode.window.createTerminal({ name: "typed", cwd: folder(), shellPath: "/bin/sh" });
  });

  after(async () => {
    if (terminal === undefined) return;
    terminal.dispose();
    await rm(pipes, { recursive: true });
    await remove("typed");
    const file = path.join(folder(), NAME);
    const isKnown = ({ stacks }: AppState) => stacks.some(({ modes }) => modes.some(({ id }) => id === file));
    await untilState(await devLoop(), (state) => !isKnown(state));
  });

  /** What the command prints on both streams, and its exit code. */
  async function type(command: string): Promise<{ text: string; code: string }> {
    const out = path.join(pipes, `${Date.now()}-out`);
    const code = `${out}-code`;
    await promisify(execFile)("mkfifo", [out, code]);
    terminal?.sendText(`${command} > '${out}' 2>&1; echo $? > '${code}'`);
    // Whoever reads a named pipe waits for the one who writes to it.
    const text = await readFile(out, "utf8");
    return { text, code: (await readFile(code, "utf8")).trim() };
  }

  it("is there, in this extension's version", async () => {
    const { version } = vscode.extensions.getExtension("devloop.devloop")?.packageJSON ?? {};
    assert.deepEqual(await type("devloop --version"), { text: `${version}\n`, code: "0" });
  });

  it("tells of the folder that it is called in", async () => {
    const { text, code } = await type("cd typed && devloop status --json");
    const told = JSON.parse(text);
    assert.deepEqual({ code, status: told.status }, { code: "1", status: "notWell" });
    const [stack, ...others] = told.stacks;
    assert.deepEqual(others, []);
    assert.deepEqual(stack.modes[0].files, [path.join(folder(), NAME)]);
    assert.deepEqual(told.reasons, [`${stack.project}: web: nothing runs (there is no container)`]);
  });
});
