import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runCli } from "../../../src/cli/cli.ts";
import type { CliPorts } from "../../../src/cli/ports.ts";
import type { App } from "../../../src/core/app.ts";
import type { AppState } from "../../../src/shared/model.ts";
import type { Environment } from "../../../src/shared/protocol.ts";
import { appState, serviceState, stackState } from "./states.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(`${tmpdir()}/devloop-cli-`);
});

afterEach(() => rm(folder, { recursive: true }));

interface Called {
  code: number;
  out: string;
  err: string;
  environments: Environment[];
  disposed: number;
}

async function devloop(
  argv: readonly string[],
  looked: () => Promise<AppState> = async () => appState(),
  abort: AbortController = new AbortController(),
  state = appState({ settled: false }),
): Promise<Called> {
  const called: Called = { code: -1, out: "", err: "", environments: [], disposed: 0 };
  const app: Pick<App, "state" | "initialize" | "looked" | "dispose"> = {
    state,
    initialize: async (environment) => {
      called.environments.push(environment);
      return appState();
    },
    looked,
    dispose: async () => {
      called.disposed++;
    },
  };
  const ports: CliPorts = {
    version: "1.2.3",
    cwd: folder,
    out: (text) => {
      called.out += text;
    },
    err: (text) => {
      called.err += text;
    },
    errIsTerminal: false,
    errColumns: () => undefined,
    signal: abort.signal,
    // The CLI uses these only.
    createApp: () => app as App,
  };
  called.code = await runCli(argv, ports);
  return called;
}

describe("devloop", () => {
  it("prints its help and its version", async () => {
    expect(await devloop(["--help"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("Usage:"),
      err: "",
    });
    expect(await devloop(["--version"])).toMatchObject({ code: 0, out: "1.2.3\n" });
  });

  it.each([
    [],
    ["nonsense"],
    ["status", "--nonsense"],
    ["status", "a", "b"],
    ["status", "not-there"],
    ["status", "--service", "web"],
    ["status", "--timeout", "5"],
    ["wait", "a", "b"],
    ["wait", "--timeout", "soon"],
    ["wait", "--timeout"],
    ["wait", "--no-cache"],
    ["build", "a", "b"],
    ["build", "--timeout", "5"],
    ["build", "--mode"],
    ["build", "--all"],
    ["builds", "--stamp"],
    ["toString"],
  ])("can't tell anything when called with %j %j", async (...argv) => {
    const { code, out, err, environments } = await devloop(argv);
    expect({ code, out, environments }).toEqual({ code: 2, out: "", environments: [] });
    expect(err).toMatch(/^devloop: .+\n/);
  });
});

describe("devloop status", () => {
  it("trusts the folder that the user named, and exits with 0 where all is well", async () => {
    const { code, out, err, environments, disposed } = await devloop(["status", "."]);
    expect({ code, err, disposed }).toEqual({ code: 0, err: "", disposed: 1 });
    expect(out).toContain("shop");
    expect(environments).toMatchObject([{ folders: [folder], trust: "trusted" }]);
  });

  it("leaves out what else is on the engine, however bad it is", async () => {
    const verdict = { kind: "notCurrent", reason: "paused", evidence: "it is", action: "restart" } as const;
    const others = (["elsewhere", "loose"] as const).map((origin) =>
      stackState({ id: origin, project: origin, origin, services: [serviceState({ verdict })] }),
    );
    const state = appState({ stacks: [stackState(), ...others] });
    const table = await devloop(["status"], async () => state);
    expect(table).toMatchObject({ code: 0, err: "" });
    expect(table.out.match(/^\w+/gm)).toEqual(["STACK", "shop"]);
    const json = await devloop(["status", "--json"], async () => state);
    expect(JSON.parse(json.out).stacks.map(({ id }: { id: string }) => id)).toEqual(["shop"]);
    const onlyOthers = await devloop(["status"], async () => appState({ stacks: others }));
    expect(onlyOthers).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("No compose file in"),
    });
  });

  it("exits with 1 where something is not well", async () => {
    const verdict = { kind: "notCurrent", reason: "paused", evidence: "it is", action: "restart" } as const;
    const state = appState({ stacks: [stackState({ services: [serviceState({ verdict })] })] });
    const { code, out, err } = await devloop(["status"], async () => state);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain("not current: paused");
  });

  it("exits with 2 and says why on stderr where it can't tell", async () => {
    const state = appState({ engine: { kind: "unreachable", reason: "No engine.", advice: "Start one." } });
    const { code, out, err } = await devloop(["status", "--json"], async () => state);
    expect({ code, err }).toEqual({ code: 2, err: "devloop: No engine. Start one.\n" });
    expect(JSON.parse(out)).toMatchObject({ status: "unknown", reasons: ["No engine. Start one."] });
  });

  it("ends what it has started when the user interrupts", async () => {
    const abort = new AbortController();
    const looked = () => {
      abort.abort();
      return new Promise<AppState>(() => {});
    };
    expect(await devloop(["status"], looked, abort)).toMatchObject({ code: 130, out: "", disposed: 1 });
  });

  it.each([
    { settled: true, out: "SERVICE", err: "not told of every container" },
    { settled: false, out: "", err: "no answer" },
  ])("tells what is known when the time is up: $err", async ({ settled, out, err }) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const looked = () => {
      vi.advanceTimersByTime(60_000);
      return new Promise<AppState>(() => {});
    };
    const state = appState({ settled, stacks: [stackState({ services: [serviceState()] })] });
    const told = await devloop(["status"], looked, new AbortController(), state);
    vi.useRealTimers();
    expect(told).toMatchObject({ code: 2, err: expect.stringContaining(err), disposed: 1 });
    expect(told.out).toContain(out);
  });

  it("can't tell, and ends what it has started, when the core fails", async () => {
    expect(await devloop(["status"], () => Promise.reject(new Error("broken")))).toMatchObject({
      code: 2,
      err: "devloop: broken\n",
      disposed: 1,
    });
  });
});
