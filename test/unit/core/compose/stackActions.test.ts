import { once } from "node:events";
import { beforeEach, describe, expect, it } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import { ProcessRunner, type RunOptions, type RunResult } from "../../../../src/core/base/process.ts";
import type { BuildRun } from "../../../../src/core/build/run/ports.ts";
import { ComposeWatches } from "../../../../src/core/compose/composeWatches.ts";
import { DockerCli } from "../../../../src/core/compose/dockerCli.ts";
import type { KnownSet } from "../../../../src/core/compose/model.ts";
import { ActionQueue } from "../../../../src/core/compose/queue.ts";
import { runStackAction, type StackActionPorts } from "../../../../src/core/compose/stackActions.ts";
import type { EngineContainer } from "../../../../src/core/engine/container.ts";
import { selectStacks } from "../../../../src/core/stack/select.ts";
import { EMPTY_STORE } from "../../../../src/core/stack/store.ts";
import { type EngineState, LOOSE_STACK_ID } from "../../../../src/shared/model.ts";
import type { ActionRequest, ActionResult } from "../../../../src/shared/protocol.ts";
import { container, loose } from "../stack/containers.ts";
import { FOLDER, model, service, set } from "../stack/sets.ts";

const DEV = set("docker-compose.dev.yml");
const PRODUCTION = set("docker-compose.yml");

/** Answers `compose version` and notes everything else. */
class Runner extends ProcessRunner {
  readonly asked: RunOptions[] = [];
  version = "2.40.3";

  constructor() {
    super({ trusted: () => true, env: {}, logger: SILENT });
  }

  override async run(options: RunOptions): Promise<RunResult> {
    const isVersion = options.args.includes("version");
    if (!isVersion) this.asked.push(options);
    return { cancelled: false, exitCode: 0, stdout: isVersion ? this.version : "", stderr: "", dropped: 0 };
  }
}

let runner: Runner;
let watches: ComposeWatches;

beforeEach(() => {
  runner = new Runner();
  watches = new ComposeWatches();
});

interface World {
  readonly sets?: readonly KnownSet[];
  readonly containers?: readonly EngineContainer[];
  readonly chosenProfiles?: Readonly<Record<string, readonly string[]>>;
}

function portsOf(world: World) {
  const { sets = [DEV], containers = [container()], chosenProfiles = {} } = world;
  const store = {
    ...EMPTY_STORE,
    folders: [FOLDER],
    sets,
    chosenProfiles,
    containers: new Map(containers.map((each) => [each.id, each])),
  };
  const endpoint = { host: "unix:///run/docker.sock", source: "default socket" as const };
  return {
    stack: (id: string) => selectStacks(store).find((each) => each.id === id),
    store: () => store,
    engine: (): EngineState => ({ kind: "connecting", endpoint }),
    checkAlive: async () => {},
    relist: async () => {},
    queue: new ActionQueue(),
    watches,
    programs: { env: {}, platform: "linux" as const },
    cli: new DockerCli(async () => "/usr/bin/docker"),
    runner,
    logger: SILENT,
  };
}

async function act(
  request: Partial<ActionRequest> & Pick<ActionRequest, "kind">,
  world: World = {},
): Promise<string[]> {
  const whole = { stackId: "shop", services: [], ...request };
  await runStackAction(portsOf(world), whole, new AbortController().signal, async () => {});
  return runner.asked.splice(0).map(({ args }) => args.filter((arg) => !PLAIN.has(arg)).join(" "));
}

const PLAIN = new Set(["compose", "--ansi", "never", "--progress", "plain"]);
const devFile = DEV.files[0] ?? "";
const front = `--file ${devFile} --project-name shop`;

describe("files", () => {
  it("are those of the mode that runs, or that was asked for", async () => {
    const both = { sets: [DEV, PRODUCTION] };
    expect(await act({ kind: "up" }, both)).toEqual([`${front} up --detach`]);
    expect(await act({ kind: "up", modeId: PRODUCTION.id }, both)).toEqual([
      `--file ${PRODUCTION.files[0]} --project-name shop up --detach --remove-orphans`,
    ]);
    expect(await act({ kind: "up", modeId: DEV.id }, both)).toEqual([`${front} up --detach`]);
  });

  it("have to be chosen where nothing says which; what is there is stopped by its name", async () => {
    const stranger = container({ labels: { configFiles: ["/home/dev/shop/x.yml"] } });
    const world = { sets: [DEV, PRODUCTION], containers: [stranger] };
    await expect(act({ kind: "up" }, world)).rejects.toThrow("choose one first");
    expect(await act({ kind: "stop" }, world)).toEqual(["--project-name shop stop"]);
  });

  it("that Compose refuses are left out of what can be done without, unless others use the name", async () => {
    const world = { sets: [{ ...DEV, problem: "No." }] };
    expect(await act({ kind: "stop" }, world)).toEqual(["--project-name shop stop"]);
    expect(await act({ kind: "up" }, world)).toEqual([`${front} up --detach`]);
    const theirs = container({
      labels: { workingDir: "/home/dev/other", configFiles: ["/home/dev/other/c.yml"] },
    });
    const shared = { ...world, containers: [container(), theirs] };
    expect(await act({ kind: "stop" }, shared)).toEqual([`${front} stop`]);
  });

  it("of another mode remove nothing where another folder's containers bear the name", async () => {
    const theirs = container({
      labels: { workingDir: "/home/dev/other", configFiles: ["/home/dev/other/c.yml"] },
    });
    const world = { sets: [DEV, PRODUCTION], containers: [container(), theirs] };
    expect((await act({ kind: "up", modeId: PRODUCTION.id }, world))[0]).not.toContain("--remove-orphans");
  });

  it("that the setting got wrong are not guessed", async () => {
    const unread = set("docker-compose.dev.yml", { problem: "Wrong.", misunderstood: true });
    await expect(act({ kind: "up" }, { sets: [unread] })).rejects.toThrow("Wrong.");
  });

  it("are needed for a stack from elsewhere, where they are not on this machine", async () => {
    const labels = { project: "mail", workingDir: "/gone", configFiles: ["/gone/compose.yaml"] };
    const world = { containers: [container({ labels })] };
    await expect(act({ kind: "up", stackId: "mail" }, world)).rejects.toThrow(
      "mail was made from /gone/compose.yaml, which is not on this machine.",
    );
    expect(await act({ kind: "restart", stackId: "mail" }, world)).toEqual(["--project-name mail restart"]);
    const unlabelled = {
      containers: [container({ labels: { ...labels, workingDir: "", configFiles: [] } })],
    };
    await expect(act({ kind: "up", stackId: "mail" }, unlabelled)).rejects.toThrow("are not known here");
  });
});

describe("profiles", () => {
  const services = [service("backend"), service("debug", { active: false, profiles: ["debug"] })];
  const sets = [{ ...DEV, profiles: ["ours"], model: model(...services) }];
  const debug = (status: EngineContainer["status"]) => container({ status, labels: { service: "debug" } });

  it("are the user's choice, else the setting's", async () => {
    expect(await act({ kind: "up" }, { sets })).toEqual([
      `--file ${devFile} --project-name shop --profile ours up --detach`,
    ]);
    expect(await act({ kind: "up" }, { sets, chosenProfiles: { shop: ["debug"] } })).toEqual([
      `--file ${devFile} --project-name shop --profile debug up --detach`,
    ]);
  });

  it("do not hide from what halts or removes the containers that there are", async () => {
    const every = (line: string | undefined) => line?.includes("--profile *");
    for (const kind of ["down", "stop", "kill", "pause", "unpause"] as const) {
      expect(every((await act({ kind }, { sets, containers: [container(), debug("exited")] }))[0])).toBe(
        true,
      );
      expect(every((await act({ kind }, { sets }))[0])).toBe(false);
    }
    expect(every((await act({ kind: "down", volumes: true }, { sets }))[0])).toBe(true);
  });

  it("keep a tool that has ended from being run again", async () => {
    const ended = { sets, containers: [container(), debug("exited")] };
    expect((await act({ kind: "start" }, ended))[0]).not.toContain("--profile *");
    expect((await act({ kind: "restart" }, ended))[0]).not.toContain("--profile *");
    const running = { sets, containers: [container(), debug("running")] };
    expect((await act({ kind: "restart" }, running))[0]).toContain("--profile *");
  });
});

describe("recreating a service", () => {
  it("leaves what it depends on to itself, where Compose can do that without harm", async () => {
    const request = { kind: "recreate" as const, services: ["backend"] };
    expect(await act(request)).toEqual([`${front} up --detach --force-recreate --no-deps -- backend`]);
    runner.version = "2.26.1-4";
    expect(await act(request)).toEqual([`${front} up --detach --force-recreate -- backend`]);
  });
});

describe("the user's own program", () => {
  const sets = [{ ...DEV, commands: { build: ["nothing-of-the-kind"] } }];

  it("is looked for only where it is needed", async () => {
    expect(await act({ kind: "up" }, { sets })).toEqual([`${front} up --detach`]);
    expect(await act({ kind: "recreate" }, { sets })).toEqual([`${front} up --detach --force-recreate`]);
    expect(await act({ kind: "rebuild", services: ["backend"] }, { sets })).toHaveLength(2);
    await expect(act({ kind: "rebuild" }, { sets })).rejects.toThrow("was not found on PATH");
    await expect(act({ kind: "up", build: true }, { sets })).rejects.toThrow("was not found on PATH");
  });
});

describe("containers of no stack", () => {
  const one = loose("one");
  const two = loose("two", { status: "exited" });
  const containers = [one, two];
  const stackId = LOOSE_STACK_ID;

  it("are addressed by their ids", async () => {
    expect(await act({ kind: "stop", stackId, services: ["one"] }, { containers })).toEqual([
      `stop -- ${one.id}`,
    ]);
    expect(await act({ kind: "down", stackId, services: ["two"] }, { containers })).toEqual([
      `rm --force -- ${two.id}`,
    ]);
  });

  it("together, where it means something for them; never removed together", async () => {
    expect(await act({ kind: "start", stackId }, { containers })).toEqual([`start -- ${two.id}`]);
    expect(await act({ kind: "stop", stackId }, { containers })).toEqual([`stop -- ${one.id}`]);
    expect(await act({ kind: "restart", stackId }, { containers })).toEqual([
      `restart -- ${one.id} ${two.id}`,
    ]);
    await expect(act({ kind: "down", stackId }, { containers })).rejects.toThrow("one by one");
    await expect(act({ kind: "unpause", stackId }, { containers })).rejects.toThrow("no container left");
  });
});

it("takes a single container away by its id, whatever stack it is of", async () => {
  const visitor = container({ oneOff: true });
  const containers = [container(), visitor];
  const request = { kind: "down" as const, services: ["backend"] };
  expect(await act({ ...request, containerIds: [visitor.id] }, { containers })).toEqual([
    `rm --force -- ${visitor.id}`,
  ]);
  await expect(act({ ...request, containerIds: ["gone"] }, { containers })).rejects.toThrow(
    "no container left",
  );
});

describe("a watch", () => {
  async function watched(request: Partial<ActionRequest> & Pick<ActionRequest, "kind">): Promise<boolean> {
    const result = watches.run("shop", new AbortController().signal, (signal) => {
      return new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve({ kind: "cancelled" }), { once: true });
      });
    });
    let ended = false;
    void result.then(() => {
      ended = true;
    });
    await act(request, { sets: [DEV, PRODUCTION] });
    const remained = !ended;
    await watches.end("shop");
    return remained;
  }

  it("ends before the stack does, or becomes another one", async () => {
    for (const kind of ["down", "stop", "kill"] as const) expect(await watched({ kind })).toBe(false);
    expect(await watched({ kind: "up", modeId: PRODUCTION.id })).toBe(false);
  });

  it("goes on beside anything else", async () => {
    for (const kind of ["up", "restart", "rebuild", "pause"] as const)
      expect(await watched({ kind })).toBe(true);
    expect(await watched({ kind: "stop", services: ["backend"] })).toBe(true);
  });
});

describe("an action that waited for its turn", () => {
  const engine = (host: string): EngineState => ({
    kind: "connected",
    version: "28.5.2",
    endpoint: { host, source: "context", context: host === "ssh://far" ? "far" : "near" },
  });
  const down = { stackId: "shop", services: [], kind: "down" as const };

  async function afterTurn(before: EngineState, after: EngineState): Promise<unknown> {
    let now = before;
    const ports = { ...portsOf({}), engine: () => now };
    const first = Promise.withResolvers<ActionResult>();
    const { signal } = new AbortController();
    const up = ports.queue.run("shop", { kind: "up", services: [] }, signal, () => first.promise);
    const waiting = runStackAction(ports, down, signal, async () => {});
    now = after;
    first.resolve({ kind: "done" });
    await up;
    return waiting.catch((error: Error) => error.message);
  }

  it("is not carried out on another engine than it was meant for", async () => {
    const near = engine("unix:///run/docker.sock");
    expect(await afterTurn(near, engine("ssh://far"))).toContain("nothing was done");
    expect(runner.asked).toEqual([]);
    expect(await afterTurn(near, near)).toEqual({ kind: "done" });
    expect(runner.asked).toHaveLength(1);
  });

  it("ends no watch where it was cancelled before it began", async () => {
    const abort = new AbortController();
    const watch = new AbortController();
    const lasting = Promise.withResolvers<ActionResult>();
    const watching = watches.run("shop", watch.signal, (own) => {
      own.addEventListener("abort", () => lasting.resolve({ kind: "cancelled" }), { once: true });
      return lasting.promise;
    });
    const ports = { ...portsOf({}), checkAlive: async () => abort.abort() };
    expect(await runStackAction(ports, down, abort.signal, async () => {})).toEqual({ kind: "cancelled" });
    lasting.resolve({ kind: "failed", summary: "It was still on." });
    expect(await watching).toEqual({ kind: "failed", summary: "It was still on." });
  });
});

describe("builds", () => {
  const intents: unknown[] = [];
  const run = (history: boolean): BuildRun => ({
    intend: async (intent) => {
      intents.push(intent);
      return { end: async () => void intents.push("end") };
    },
    hasHistory: async () => history,
    begin: () => ({ push: () => {}, end: async () => {} }),
  });

  async function build(
    request: Partial<ActionRequest> & Pick<ActionRequest, "kind">,
    ports: Partial<StackActionPorts> = {},
    world: World = {},
  ): Promise<RunOptions[]> {
    intents.length = 0;
    const whole = { stackId: "shop", services: [], ...request };
    const all = { ...portsOf(world), builds: async () => run(true), ...ports };
    await runStackAction(all, whole, new AbortController().signal, async () => {});
    return runner.asked.splice(0);
  }

  const intent = { stack: "shop", services: ["backend", "ui"], trigger: "button", mode: "dev" };

  it("are said to be ours for as long as they may begin", async () => {
    for (const kind of ["build", "rebuild", "up", "recreate"] as const) {
      await build({ kind });
      expect(intents).toEqual([intent, "end"]);
    }
    for (const kind of ["stop", "restart", "pull", "down"] as const) {
      await build({ kind });
      expect(intents).toEqual([]);
    }
    await build({ kind: "build", services: ["ui"] }, { trigger: "cli" });
    expect(intents[0]).toEqual({ ...intent, services: ["ui"], trigger: "cli" });
  });

  it("are made in the mode that was asked for, which ends no watch", async () => {
    const both = { sets: [DEV, PRODUCTION] };
    const [asked] = await build({ kind: "build", modeId: PRODUCTION.id }, {}, both);
    expect(asked?.args).toContain(PRODUCTION.files[0]);
    expect(intents[0]).toEqual({ ...intent, mode: "production" });
    const abort = new AbortController();
    const watching = watches.run("shop", abort.signal, async (own) => {
      await once(own, "abort");
      return { kind: "cancelled" };
    });
    await build({ kind: "build", modeId: PRODUCTION.id }, {}, both);
    expect(abort.signal.aborted).toBe(false);
    await build({ kind: "up", modeId: PRODUCTION.id }, {}, both);
    expect(await watching).toEqual({ kind: "cancelled" });
  });

  it("go on where they can't be told of", async () => {
    const builds = () => Promise.reject(new Error("No room."));
    expect(await build({ kind: "build" }, { builds })).toHaveLength(1);
  });

  it("go to the builder that was set", async () => {
    const buildSettings = () => ({ stamps: [], builder: "far" });
    for (const kind of ["build", "up", "recreate"] as const) {
      for (const { env } of await build({ kind }, { buildSettings }))
        expect(env).toMatchObject({ BUILDX_BUILDER: "far" });
    }
    const [plain] = await build({ kind: "build" });
    expect(plain?.env).not.toHaveProperty("BUILDX_BUILDER");
    const [stop] = await build({ kind: "stop" }, { buildSettings });
    expect(stop?.env).not.toHaveProperty("BUILDX_BUILDER");
  });

  it("are read from Compose itself where buildx has no history", async () => {
    const own = { builds: async () => run(false) };
    runner.version = "2.26.1";
    const [older] = await build({ kind: "build" }, own);
    expect(older?.env).toMatchObject({ BUILDKIT_PROGRESS: "rawjson" });
    expect(older?.args).not.toContain("--progress");
    runner.version = "2.32.4";
    const [newer] = await build({ kind: "up", build: true }, own);
    expect(newer?.args.slice(0, 5)).toEqual(["compose", "--ansi", "never", "--progress", "json"]);
    runner.version = "2.24.0";
    const [oldest] = await build({ kind: "build" }, own);
    expect(oldest?.args.slice(0, 5)).toEqual(["compose", "--ansi", "never", "--progress", "plain"]);
  });
});
