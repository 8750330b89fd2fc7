import { describe, expect, it } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import type { RunOptions, RunResult } from "../../../../src/core/base/process.ts";
import { runAction } from "../../../../src/core/compose/actions.ts";
import type { Command } from "../../../../src/core/compose/command.ts";

const BUILD: Command = {
  title: "Build shop",
  program: "/usr/bin/docker",
  args: ["compose", "build", "--build-arg", "API_TOKEN=abc"],
  cwd: "/shop",
  env: { DOCKER_HOST: "h" },
};
const UP: Command = { ...BUILD, title: "Up shop", args: ["compose", "up"] };

type Program = (options: RunOptions) => Promise<Partial<RunResult>>;

async function act(programs: readonly Program[], abort = new AbortController()) {
  const asked: RunOptions[] = [];
  const runner = {
    run: async (options: RunOptions): Promise<RunResult> => {
      asked.push(options);
      const result = await programs[asked.length - 1]?.(options);
      return { cancelled: false, stdout: "", stderr: "", dropped: 0, ...result };
    },
  };
  let told = "";
  const emit = async (text: string) => {
    told += text;
  };
  const commands = [BUILD, UP];
  const result = await runAction({ runner, commands, signal: abort.signal, emit, logger: SILENT });
  return { result, told, asked };
}

describe("runAction", () => {
  it("runs the commands in turn and tells each before its output, secrets hidden", async () => {
    const { result, told, asked } = await act([
      async ({ onOutput }) => {
        await onOutput?.("step 1\r\nst", "stdout");
        await onOutput?.("warning\n", "stderr");
        await onOutput?.("ep 2", "stdout");
        return { exitCode: 0 };
      },
      async () => ({ exitCode: 0 }),
    ]);
    expect(result).toEqual({ kind: "done" });
    expect(told).toBe(
      "$ docker compose build --build-arg API_TOKEN=***\nstep 1\nwarning\nstep 2\n$ docker compose up\n",
    );
    expect(asked).toMatchObject([
      { program: "/usr/bin/docker", cwd: "/shop", env: { DOCKER_HOST: "h" } },
      { args: ["compose", "up"] },
    ]);
  });

  it("stops at the first that fails and says what failed", async () => {
    const { result, asked } = await act([
      async ({ onOutput }) => {
        await onOutput?.('failed to solve: target stage "nope" could not be found\n', "stderr");
        return { exitCode: 17 };
      },
    ]);
    expect(result).toEqual({
      kind: "failed",
      exitCode: 17,
      summary: 'The build failed: the Dockerfile has no stage "nope".',
    });
    expect(asked).toHaveLength(1);
  });

  it("has no exit code to tell where a signal from outside ended the program", async () => {
    const { result } = await act([async () => ({ signal: "SIGKILL" })]);
    expect(result).toEqual({
      kind: "failed",
      summary: "Build shop: the command was ended by a signal and said nothing.",
    });
  });

  it("is cancelled with the program, and begins no further one", async () => {
    const { result, asked, told } = await act([async () => ({ cancelled: true, exitCode: 130 })]);
    expect(result).toEqual({ kind: "cancelled" });
    expect(told).toMatch(/Cancelled\.\n$/);
    expect(asked).toHaveLength(1);
  });

  it("is cancelled between two programs", async () => {
    const abort = new AbortController();
    const first: Program = async () => {
      abort.abort();
      return { exitCode: 0 };
    };
    const { result, asked } = await act([first], abort);
    expect(result).toEqual({ kind: "cancelled" });
    expect(asked).toHaveLength(1);
  });

  it("makes the program wait for a slow reader", async () => {
    const reader = Promise.withResolvers<void>();
    let emitted = 0;
    const runner = {
      run: async ({ onOutput }: RunOptions): Promise<RunResult> => {
        const read = onOutput?.("line\n", "stdout");
        expect(read).toBeInstanceOf(Promise);
        reader.resolve();
        await read;
        return { cancelled: false, exitCode: 0, stdout: "", stderr: "", dropped: 0 };
      },
    };
    const emit = () => (emitted++ === 0 ? undefined : reader.promise);
    const signal = new AbortController().signal;
    expect(await runAction({ runner, commands: [UP], signal, emit, logger: SILENT })).toEqual({
      kind: "done",
    });
  });
});
