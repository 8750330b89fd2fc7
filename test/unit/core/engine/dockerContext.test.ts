import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inspectContext, listContexts } from "../../../../src/core/engine/dockerContext.ts";

/** A docker command that prints this. */
function printing(stdout: string) {
  const calls: (readonly string[])[] = [];
  const run = async (program: string, args: readonly string[]) => {
    calls.push([program, ...args]);
    return { stdout };
  };
  return { calls, run };
}

describe("where a context leads", () => {
  test("is what the docker command says", async () => {
    const { run, calls } = printing(
      '[{"Name":"box","Endpoints":{"docker":{"Host":"tcp://box:2376","SkipTLSVerify":true}}}]',
    );
    expect(await inspectContext("box", run)).toEqual({ host: "tcp://box:2376", skipTlsVerify: true });
    expect(calls).toEqual([["docker", "context", "inspect", "--", "box"]]);
  });

  test("is verified where nothing else is said", async () => {
    const { run } = printing('[{"Endpoints":{"docker":{"Host":"tcp://box:2376"}}}]');
    expect(await inspectContext("box", run)).toEqual({ host: "tcp://box:2376", skipTlsVerify: false });
  });

  test.each([["[]"], ["{}"], ['[{"Endpoints":{}}]'], ['[{"Endpoints":{"docker":{"Host":""}}}]']])(
    "is nowhere in %s",
    async (stdout) => {
      expect(await inspectContext("box", printing(stdout).run)).toBeUndefined();
    },
  );

  test("an answer that is no JSON is an error", async () => {
    await expect(inspectContext("box", printing("oops").run)).rejects.toThrow("not JSON");
  });
});

describe("the list of contexts", () => {
  test("is what the docker command (28.5) prints, line by line", async () => {
    const { run, calls } =
      printing(`{"Current":false,"Description":"a \\"box\\"","DockerEndpoint":"tcp://box:2376","Error":"","Name":"box"}
{"Current":true,"Description":"","DockerEndpoint":"","Error":"context \\"nope\\": context not found","Name":"nope"}
`);
    expect(await listContexts(run)).toEqual([
      { name: "box", description: 'a "box"', host: "tcp://box:2376", current: false },
      { name: "nope", description: 'context "nope": context not found', host: "", current: true },
    ]);
    expect(calls).toEqual([["docker", "context", "ls", "--format", "json"]]);
  });

  test("leaves out what has no name, and takes fields of other types as missing", async () => {
    const { run } = printing('{"Name":3}\n[]\n{"Name":"a","Current":"yes","Description":null,"New":1}\n');
    expect(await listContexts(run)).toEqual([{ name: "a", description: "", host: "", current: false }]);
  });

  test("any JSON lines give contexts and no error", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.json()), async (lines) => {
        for (const context of await listContexts(printing(lines.join("\n")).run))
          expect(context).toEqual({
            name: expect.any(String),
            description: expect.any(String),
            host: expect.any(String),
            current: expect.any(Boolean),
          });
      }),
    );
  });
});
