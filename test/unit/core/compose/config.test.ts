import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunOptions, RunResult } from "../../../../src/core/base/process.ts";
import { decodeModel, readModel } from "../../../../src/core/compose/config.ts";
import { stream } from "./streams.ts";

const ENDED: RunResult = { cancelled: false, exitCode: 0, stdout: "", stderr: "", dropped: 0 };

async function read(result: Partial<RunResult>, signal: AbortSignal = new AbortController().signal) {
  const asked: RunOptions[] = [];
  const runner = {
    run: async (options: RunOptions) => {
      asked.push(options);
      return { ...ENDED, ...result };
    },
  };
  const files = ["/shop/docker/compose.yml", "/shop/docker/compose.override.yml"];
  const env = { DOCKER_HOST: "unix:///run/docker.sock" };
  const options = { runner, docker: "/usr/bin/docker", files, projectDir: "/shop/docker", env, signal };
  return { result: await readModel(options), asked };
}

describe("decodeModel", () => {
  it("reads what Compose printed", async () => {
    expect(decodeModel(await stream("compose/compose-config.json"))).toEqual({
      project: "fmtstack",
      services: [
        { name: "db", buildable: false },
        { name: "server", buildable: true },
      ],
    });
  });

  it("takes a project without services", () => {
    expect(decodeModel('{"name":"x","services":{}}')).toEqual({ project: "x", services: [] });
    expect(decodeModel('{"name":"x","services":null}')).toEqual({ project: "x", services: [] });
    expect(decodeModel('{"name":"x"}')).toEqual({ project: "x", services: [] });
  });

  it("keeps every service whatever else it says, and never throws", () => {
    // Compose's own rule for a service's name; zod leaves `__proto__` out, and so may we.
    const serviceName = fc.stringMatching(/^[a-zA-Z0-9._-]{1,20}$/).filter((name) => name !== "__proto__");
    const service = fc.oneof(fc.constant(null), fc.dictionary(fc.string(), fc.jsonValue()));
    fc.assert(
      fc.property(fc.string(), fc.dictionary(serviceName, service), (name, services) => {
        const model = decodeModel(JSON.stringify({ name, services }));
        expect(model?.services.map((each) => each.name).sort()).toEqual(
          Object.keys(JSON.parse(JSON.stringify(services))).sort(),
        );
      }),
    );
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void decodeModel(text)));
  });
});

describe("readModel", () => {
  it("asks docker compose config about the files, in their order and from their folder", async () => {
    const { result, asked } = await read({
      stdout: '{"name":"shop","services":{"web":{"build":{"context":"."}}}}',
    });
    expect(result).toEqual({
      kind: "ok",
      model: { project: "shop", services: [{ name: "web", buildable: true }] },
    });
    expect(asked).toMatchObject([
      {
        program: "/usr/bin/docker",
        args: [
          "compose",
          "--file",
          "/shop/docker/compose.yml",
          "--file",
          "/shop/docker/compose.override.yml",
          "config",
          "--format",
          "json",
        ],
        cwd: "/shop/docker",
        env: { DOCKER_HOST: "unix:///run/docker.sock" },
      },
    ]);
  });

  it("is broken in one sentence where Compose refuses the files", async () => {
    const { result } = await read({ exitCode: 15, stderr: await stream("compose/compose-err-yaml.txt") });
    expect(result).toEqual({ kind: "broken", problem: "yaml: line 1: did not find expected key." });
  });

  it("is broken where the answer can't be read, is cut, or does not come", async () => {
    expect((await read({ stdout: "what" })).result).toMatchObject({ kind: "broken" });
    expect((await read({ stdout: '{"name":"x"}', dropped: 1 })).result).toMatchObject({ kind: "broken" });
    expect((await read({ cancelled: true })).result).toMatchObject({
      kind: "broken",
      problem: "docker compose config took longer than 20 s.",
    });
  });

  it("rejects when it was cancelled", async () => {
    await expect(read({ cancelled: true }, AbortSignal.abort())).rejects.toThrow("aborted");
  });
});
