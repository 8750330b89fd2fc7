import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunOptions, RunResult } from "../../../../../src/core/base/process.ts";
import { currentInTable, decodeBuilders, listBuilders } from "../../../../../src/core/build/run/builders.ts";
import { stream } from "../../compose/streams.ts";

const docker = { docker: "/usr/bin/docker", env: {} };

/** Answers as a buildx of that generation. */
function buildx(generation: "013" | "029", change: Partial<RunResult> = {}) {
  const asked: string[] = [];
  const run = async ({ args }: RunOptions): Promise<RunResult> => {
    asked.push(args.join(" "));
    const stdout = await stream(`buildkit/buildx${generation}-ls.${args.includes("json") ? "jsonl" : "txt"}`);
    return { cancelled: false, exitCode: 0, stdout, stderr: "", dropped: 0, ...change };
  };
  return { runner: { run }, asked };
}

const list = ({ runner }: ReturnType<typeof buildx>) =>
  listBuilders(runner, docker, new AbortController().signal);

describe("listBuilders", () => {
  it.each(["013", "029"] as const)("reads what buildx 0.%s prints", async (generation) => {
    const builders = await list(buildx(generation));
    expect(builders).toEqual([
      // It is made by the first build.
      { name: "boxed", driver: "docker-container", current: false },
      { name: "far", driver: "kubernetes", current: false, problem: expect.stringContaining("namespace") },
      { name: "gone", driver: "remote", current: false, problem: "it does not answer" },
      { name: "default", driver: "docker", current: true },
    ]);
  });

  it("leaves out other Docker contexts, which can't be built by", async () => {
    const env = { DOCKER_CONTEXT: "ok" };
    const found = await listBuilders(buildx("029").runner, { ...docker, env }, new AbortController().signal);
    expect(found.map(({ name }) => name)).toEqual(["boxed", "far", "gone", "ok"]);
    const dead = decodeBuilders(await stream("buildkit/buildx029-ls.jsonl")).builders.at(-1);
    expect(dead).toMatchObject({ name: "dead", problem: expect.stringContaining("Cannot connect") });
  });

  it("asks a second time only where the first answer does not tell which is current", async () => {
    const [older, newer] = [buildx("013"), buildx("029")];
    await Promise.all([list(older), list(newer)]);
    expect(older.asked).toEqual(["buildx ls --format json", "buildx ls"]);
    expect(newer.asked).toEqual(["buildx ls --format json"]);
  });

  it("says why it can't be asked", async () => {
    const stderr = "docker: unknown command: docker buildx\n\nRun 'docker --help' for more information\n";
    await expect(list(buildx("029", { exitCode: 1, stderr }))).rejects.toThrow(
      "unknown command: docker buildx",
    );
    await expect(list(buildx("029", { cancelled: true }))).rejects.toThrow("did not answer");
  });
});

describe("currentInTable", () => {
  it("is the one with the asterisk", () => {
    expect(currentInTable("NAME/NODE  DRIVER\nother  docker\nmine*  remote\n \\_ mine0 \\_ x*\n")).toBe(
      "mine",
    );
    expect(currentInTable("NAME/NODE DRIVER\nmine * docker\n")).toBe("mine");
    expect(currentInTable("")).toBeUndefined();
  });
});

describe("decodeBuilders", () => {
  it("takes anything", () => {
    fc.assert(fc.property(fc.string(), (text) => void decodeBuilders(text)));
    fc.assert(fc.property(fc.json(), (text) => void decodeBuilders(text)));
  });
});
