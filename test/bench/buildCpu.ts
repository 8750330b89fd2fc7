import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../tools/support/run.ts";
import { type Row, row } from "./row.ts";
import type { BuildCpuAnswer } from "./support/buildCpuMessages.ts";
import type { Measurement } from "./support/measurement.ts";

/** As long as a small build with a compiler in it, and as talkative. */
const SECONDS = 30;
const LINES_A_SECOND = 50;
const GOAL_PERCENT = 2;

/** What a build that is run in a terminal costs the core, against how long it takes. */
export const buildCpu: Measurement = {
  name: "build-cpu",
  async run(context) {
    const engine = await context.engine();
    const folder = await mkdtemp(path.join(tmpdir(), "devloop-build-cpu-"));
    const home = path.join(folder, "home");
    await mkdir(home);
    await writeFile(
      path.join(folder, "compose.yaml"),
      "name: devloop-bench-build\nservices:\n  api:\n    build: .\n",
    );
    const say = `for second in $(seq ${SECONDS}); do for line in $(seq ${LINES_A_SECOND}); do echo "   Compiling crate-$second-$line v1.0.0"; done; sleep 1; done`;
    await writeFile(path.join(folder, "Dockerfile"), `FROM ${engine.image}\nCOPY . /src\nRUN ${say}\n`);
    const env = { ...engine.env, XDG_STATE_HOME: path.join(home, "state") };
    const script = path.join(import.meta.dirname, "children", "buildCpu.ts");
    const child = fork(script, [folder, home], { env });
    const exited = once(child, "exit");
    context.atEnd(async () => {
      if (child.connected) child.disconnect();
      await exited;
    });
    try {
      await told(child, "ready");
      child.send({ kind: "begin" });
      await told(child, "begun");
      const began = performance.now();
      const ended = told(child, "ended");
      await context.progress.during(`a build of ${SECONDS} s`, () =>
        run("docker", ["compose", "build", "--no-cache"], { cwd: folder, env }),
      );
      const { own, children } = await ended;
      return rows(performance.now() - began, own, children);
    } finally {
      if (child.connected) child.disconnect();
      await exited;
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function rows(wall: number, own: number, children: number): Row[] {
  const percent = (ms: number) => (ms / wall) * 100;
  return [
    row({
      name: `processor time of following a build of ${Math.round(wall / 1000)} s, with the processes that it takes`,
      value: percent(own + children),
      unit: "% of its wall",
      goal: GOAL_PERCENT,
      detail: `own ${own.toFixed(0)} ms, buildx and git ${children.toFixed(0)} ms`,
    }),
  ];
}

function told<Kind extends BuildCpuAnswer["kind"]>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<BuildCpuAnswer, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const listen = (message: BuildCpuAnswer): void => {
      if (!isOf(message, kind)) return;
      child.off("message", listen);
      resolve(message);
    };
    child.on("message", listen);
    child.once("exit", () => reject(new Error(`The measured process ended before "${kind}".`)));
  });
}

function isOf<Kind extends BuildCpuAnswer["kind"]>(
  message: BuildCpuAnswer,
  kind: Kind,
): message is Extract<BuildCpuAnswer, { kind: Kind }> {
  return message.kind === kind;
}
