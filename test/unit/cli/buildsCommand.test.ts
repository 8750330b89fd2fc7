import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../../../src/cli/cli.ts";
import type { CliPorts } from "../../../src/cli/ports.ts";
import type { App } from "../../../src/core/app.ts";
import { type BuildRecord, NO_BUILDS } from "../../../src/shared/builds.ts";
import type { AppState } from "../../../src/shared/model.ts";
import { buildRecord } from "./builds.ts";
import { appState, serviceState, stackState } from "./states.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(`${tmpdir()}/devloop-cli-`);
});

afterEach(() => rm(folder, { recursive: true }));

const { stack: _, ...loose } = buildRecord({ id: "a/b/loose", services: [], context: "/elsewhere" });
const records = [
  buildRecord({ id: "a/b/third" }),
  buildRecord({ id: "a/b/second", services: ["api"] }),
  loose,
  buildRecord({ id: "a/b/first", stack: "tools" }),
];

async function devloopBuilds(
  args: readonly string[],
  state: AppState = appState(),
  known: readonly BuildRecord[] = records,
  abort = new AbortController(),
) {
  let [out, err] = ["", ""];
  const app: Pick<App, "state" | "initialize" | "settled" | "builds" | "dispose"> = {
    state,
    initialize: async () => state,
    settled: async () => state,
    builds: async () => known,
    dispose: async () => {},
  };
  const ports: CliPorts = {
    version: "1.2.3",
    cwd: folder,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    errIsTerminal: false,
    errColumns: () => undefined,
    signal: abort.signal,
    // The CLI uses these only.
    createApp: () => app as App,
  };
  const code = await runCli(["builds", ...args], ports);
  return { code, out, err };
}

const ids = (out: string): string[] => JSON.parse(out).map(({ id }: BuildRecord) => id);

describe("devloop builds", () => {
  it("lists those of the folder's stacks, the newest first", async () => {
    const { code, out, err } = await devloopBuilds([]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.match(/^\S+/gm)).toEqual(["ID", "third", "second"]);
    expect(ids((await devloopBuilds(["--json", "."])).out)).toEqual(["a/b/third", "a/b/second"]);
  });

  it("lists all, some services', or some", async () => {
    expect(ids((await devloopBuilds(["--all", "--json"])).out)).toHaveLength(4);
    expect(ids((await devloopBuilds(["--json", "--service", "shop/api"])).out)).toEqual(["a/b/second"]);
    expect(ids((await devloopBuilds(["--json", "--all", "--service", "web"])).out)).toEqual([
      "a/b/third",
      "a/b/first",
    ]);
    expect(ids((await devloopBuilds(["--json", "--limit", "1"])).out)).toEqual(["a/b/third"]);
    expect((await devloopBuilds(["--all"])).out).toMatch(/^ID +WHEN +STACK /);
  });

  it("shows one, as people or as programs read it", async () => {
    const last = await devloopBuilds(["last"]);
    expect(last).toMatchObject({ code: 0, out: expect.stringMatching(/^build +a\/b\/third\n/), err: "" });
    const one = await devloopBuilds(["sec", ".", "--json"]);
    expect(JSON.parse(one.out)).toEqual([records[1]]);
    expect((await devloopBuilds(["loose", "--all"])).out).toContain("/elsewhere");
  });

  it("takes a name for a folder where there is one", async () => {
    await mkdir(path.join(folder, "third"));
    expect((await devloopBuilds(["third"])).out).toMatch(/^ID /);
    expect((await devloopBuilds(["third", "."])).out).toMatch(/^build /);
  });

  it("tells the history while no engine answers, and what may be missing", async () => {
    const state = appState({ engine: { kind: "unreachable", reason: "No engine.", advice: "Start it." } });
    const { code, out, err } = await devloopBuilds([], state);
    expect({ code, err }).toEqual({
      code: 0,
      err: "devloop: No engine. The newest builds may be missing.\n",
    });
    expect(out).toContain("third");
    const old = await devloopBuilds(["--json"], appState({ builds: { ...NO_BUILDS, seen: "own" } }));
    expect(old).toMatchObject({ code: 0, err: expect.stringContaining("keeps no history") });
  });

  it("is empty where nothing was built", async () => {
    expect(await devloopBuilds([], appState(), [])).toEqual({
      code: 0,
      out: "",
      err: "devloop: no builds are known yet\n",
    });
    expect(await devloopBuilds(["--json"], appState(), [])).toEqual({ code: 0, out: "[]\n", err: "" });
  });

  it("tells a service without builds from one that there is not", async () => {
    const state = appState({
      stacks: [stackState({ services: [serviceState(), serviceState({ name: "db" })] })],
    });
    expect(await devloopBuilds(["--service", "db"], state)).toEqual({
      code: 0,
      out: "",
      err: "devloop: no builds of db\n",
    });
    expect((await devloopBuilds(["--service", "shop/db", "--json"], state)).out).toBe("[]\n");
    // Its compose files name api no more.
    expect((await devloopBuilds(["--service", "api"], state)).out).toContain("second");
    expect(await devloopBuilds(["--service", "db", "--service", "typo"], state)).toEqual({
      code: 2,
      out: "",
      err: "devloop: There is no service typo. There are: web, db.\n",
    });
    expect(await devloopBuilds(["--all", "--service", "typo"], state)).toMatchObject({
      code: 0,
      err: "devloop: no builds of typo\n",
    });
  });

  it.each([
    [["nope"], "nope is no build of this folder's stacks and no folder"],
    [["a/b"], "a/b could be 2 builds: third, second"],
    [["last", "not-there"], "there is no folder"],
    [["last", ".", "."], "one folder at a time"],
    [["--limit", "0"], "--limit 0: give a number from 1 to 500"],
    [["--limit", "501"], "--limit 501"],
    [["--no-cache"], "builds has no option --no-cache"],
  ])("exits with 2 for %j", async (args, reason) => {
    const { code, out, err } = await devloopBuilds(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(reason);
  });

  it("exits with 2 where the folder has no stack, and says how to see what there is", async () => {
    const none = appState({ stacks: [] });
    expect(await devloopBuilds([], none)).toMatchObject({ code: 2, err: expect.stringContaining("--all") });
    expect(ids((await devloopBuilds(["--all", "--json"], none)).out)).toHaveLength(4);
  });

  it("exits with 130 when it is interrupted", async () => {
    const abort = new AbortController();
    abort.abort();
    expect(await devloopBuilds([], appState(), records, abort)).toEqual({ code: 130, out: "", err: "" });
  });
});
