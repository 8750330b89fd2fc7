import { expect, test } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import { ProcessRunner, type RunResult } from "../../../../src/core/base/process.ts";
import { EngineFinder } from "../../../../src/core/engine/engineFinder.ts";

const SILENCE: RunResult = { cancelled: true, stdout: "", stderr: "", dropped: 0 };
const REFUSAL: RunResult = { ...SILENCE, cancelled: false, exitCode: 1, stderr: "no such context" };
const HOST = JSON.stringify([{ Endpoints: { docker: { Host: "unix:///run/far.sock" } } }]);
const ANSWER: RunResult = { ...SILENCE, cancelled: false, exitCode: 0, stdout: HOST };

/** The docker command gives these answers in turn, the last one for ever. */
function finder(...answers: RunResult[]) {
  let asked = 0;
  class Runner extends ProcessRunner {
    override async run(): Promise<RunResult> {
      return answers[Math.min(asked++, answers.length - 1)] ?? ANSWER;
    }
  }
  const options = { env: {}, homeDir: "/nowhere", platform: "linux" as const, logger: SILENT };
  const found = new EngineFinder({
    ...options,
    runner: new Runner({ trusted: () => true, env: {}, logger: SILENT }),
    docker: async () => "/usr/bin/docker",
    wrap: (client) => client,
  });
  const resolve = () => found.resolve({ context: "far", host: "" });
  return { resolve, asked: () => asked };
}

test("a context is asked about once, also one that there is not", async () => {
  for (const answer of [ANSWER, REFUSAL]) {
    const { resolve, asked } = finder(answer);
    expect(await resolve()).toEqual(await resolve());
    expect(asked()).toBe(1);
  }
});

test("a context is asked about again where the docker command did not answer in time", async () => {
  const { resolve } = finder(SILENCE, ANSWER);
  expect(await resolve()).toMatchObject({ kind: "none" });
  expect(await resolve()).toMatchObject({ kind: "found", endpoint: { host: "unix:///run/far.sock" } });
});
