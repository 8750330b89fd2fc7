import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runCli } from "../../../src/cli/cli.ts";
import type { CliPorts } from "../../../src/cli/ports.ts";
import type { App, StateChange } from "../../../src/core/app.ts";
import { type BuildRecord, NO_BUILDS } from "../../../src/shared/builds.ts";
import { Emitter } from "../../../src/shared/event.ts";
import type { AppState } from "../../../src/shared/model.ts";
import type { ActionRequest, ActionResult } from "../../../src/shared/protocol.ts";
import { buildBrief, buildRecord, liveBuild } from "./builds.ts";
import { appState, serviceState, stackState } from "./states.ts";

let folder: string;

beforeEach(async () => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"],
    now: 10_000,
  });
  folder = await mkdtemp(`${tmpdir()}/devloop-cli-`);
});

afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

const shop = appState({ stacks: [stackState({ services: [serviceState({ buildable: true })] })] });
const record = buildRecord({ id: liveBuild().id });
const brief = buildBrief({ id: record.id });
const failure = {
  result: "failed",
  error: { message: "The command ended with exit code 1.", lastLines: ["error: no"] },
} as const;

/** A core that builds as a test has it build. */
class FakeApp {
  state: AppState = shop;
  records: readonly BuildRecord[] = [];
  disposed = 0;
  readonly requests: ActionRequest[] = [];
  readonly #changes = new Emitter<StateChange>();
  readonly onDidChange = this.#changes.event;
  run: (signal: AbortSignal, emit: (text: string) => Promise<void>) => Promise<ActionResult>;

  constructor(
    run: (app: FakeApp, signal: AbortSignal, emit: (text: string) => Promise<void>) => Promise<ActionResult>,
  ) {
    this.run = (signal, emit) => run(this, signal, emit);
  }

  tell(builds: Partial<AppState["builds"]>): void {
    const previous = this.state;
    this.state = { ...previous, builds: { ...NO_BUILDS, ...builds } };
    this.#changes.fire({ previous, next: this.state });
  }

  async initialize(): Promise<AppState> {
    return this.state;
  }

  async settled(): Promise<AppState> {
    return this.state;
  }

  runAction(request: ActionRequest, signal: AbortSignal, emit: (text: string) => Promise<void>) {
    this.requests.push(request);
    return this.run(signal, emit);
  }

  async builds(): Promise<readonly BuildRecord[]> {
    return this.records;
  }

  async dispose(): Promise<void> {
    this.disposed++;
  }
}

interface Given {
  readonly args?: readonly string[];
  readonly columns?: number;
  readonly abort?: AbortController;
}

async function devloopBuild(app: FakeApp, { args = [], columns, abort = new AbortController() }: Given = {}) {
  let [out, err] = ["", ""];
  const ports: CliPorts = {
    version: "1.2.3",
    cwd: folder,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    errIsTerminal: columns !== undefined,
    errColumns: () => columns,
    signal: abort.signal,
    // The CLI uses no more of it than the fake has.
    createApp: () => app as unknown as App,
  };
  const code = await runCli(["build", ...args], ports);
  return { code, out, err };
}

describe("devloop build", () => {
  it("builds what is built here, tells the output as it comes, and then what it took", async () => {
    const app = new FakeApp(async (own, _signal, emit) => {
      await emit("#1 [1/2] FROM busybox\n");
      own.tell({ live: [liveBuild()] });
      // It is kept a moment after the command has ended.
      own.records = [buildRecord({ id: "not/of/this" }), record];
      queueMicrotask(() => own.tell({ last: [brief] }));
      return { kind: "done" };
    });
    expect(await devloopBuild(app)).toEqual({
      code: 0,
      out: "web  built in 12.3 s, all cached\n",
      err: "#1 [1/2] FROM busybox\n",
    });
    expect(app.requests).toEqual([{ stackId: "shop", kind: "build", services: [] }]);
    expect(app.disposed).toBe(1);
  });

  it("passes on what it was asked for", async () => {
    const app = new FakeApp(async (own) => {
      own.records = [record];
      own.tell({ last: [brief] });
      return { kind: "done" };
    });
    const args = ["--service", "web", "--mode", "default", "--no-cache", "--stamp", "--json", "."];
    const { code, out } = await devloopBuild(app, { args });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([record]);
    expect(app.requests).toMatchObject([
      { services: ["web"], noCache: true, stampAll: true, modeId: "/shop/compose.yaml" },
    ]);
  });

  it("writes its lines over in a terminal, and takes them away", async () => {
    const app = new FakeApp(async (own, _signal, emit) => {
      await emit("#1 [1/2] FROM busybox\n");
      own.tell({ live: [liveBuild({ usual: 60_000 })] });
      vi.advanceTimersByTime(1_000);
      own.records = [record];
      own.tell({ last: [brief] });
      return { kind: "done" };
    });
    const { code, err } = await devloopBuild(app, { columns: 30 });
    expect(code).toBe(0);
    expect(err.replaceAll("\u001b", "^").split("\n")).toEqual([
      "^[2Kbuilding shop · 0:00",
      "^[J^[1A\r^[2Kweb 5/9 RUN cargo build · 0:…",
      "^[J^[1A\r^[2Kweb built · 0:12",
      "^[J^[1A\r^[J",
    ]);
  });

  it("shows the clock going", async () => {
    const app = new FakeApp(async () => {
      vi.advanceTimersByTime(2_000);
      return { kind: "cancelled" };
    });
    const { err } = await devloopBuild(app, { columns: 80 });
    expect(err).toContain("building shop · 0:01");
    expect(err).toContain("building shop · 0:02");
  });

  it("exits with 1 where a build failed, and says where and why", async () => {
    const app = new FakeApp(async (own) => {
      own.records = [{ ...record, ...failure }];
      own.tell({ last: [{ ...brief, ...failure }] });
      return { kind: "failed", exitCode: 1, summary: "It failed." };
    });
    expect(await devloopBuild(app)).toEqual({
      code: 1,
      out: "web  failed after 12.3 s\n     The command ended with exit code 1.\n     | error: no\n",
      err: "",
    });
  });

  it("tells a failure that no record explains by what was printed", async () => {
    const app = new FakeApp(async (own, _signal, emit) => {
      await emit("#1 [1/2] FROM busybox\n#2 ERROR: no\n");
      // The wait for records is over.
      void vi.advanceTimersByTimeAsync(3_000);
      own.records = [];
      return { kind: "failed", exitCode: 1, summary: "The build failed: no." };
    });
    expect(await devloopBuild(app, { columns: 80 })).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringMatching(
        /\| #1 \[1\/2\] FROM busybox\n\| #2 ERROR: no\ndevloop: The build failed: no\.\n$/,
      ),
    });
  });

  it("exits with 2 where nothing was begun, and says why", async () => {
    const app = new FakeApp(async (_own, _signal, emit) => {
      await emit("no such service: web\n");
      return { kind: "failed", exitCode: 1, summary: "no such service: web." };
    });
    expect(await devloopBuild(app, { args: ["--json"] })).toEqual({
      code: 2,
      out: "[]\n",
      err: "no such service: web\ndevloop: no such service: web.\n",
    });
    const unknown = await devloopBuild(app, { args: ["--service", "nope"] });
    expect(unknown).toEqual({
      code: 2,
      out: "",
      err: "devloop: There is no service nope. There are: web.\n",
    });
    const broken = new FakeApp(() => Promise.reject(new Error("It is another engine.")));
    expect(await devloopBuild(broken)).toMatchObject({ code: 2, err: "devloop: It is another engine.\n" });
    expect(broken.disposed).toBe(1);
  });

  it("says which services it has not seen being built", async () => {
    const app = new FakeApp(async () => {
      void vi.advanceTimersByTimeAsync(3_000);
      return { kind: "done" };
    });
    expect(await devloopBuild(app)).toEqual({
      code: 0,
      out: "web  built; what it took was not seen\n",
      err: "",
    });
  });

  it("ends the build when the user interrupts, and says no more", async () => {
    const abort = new AbortController();
    const app = new FakeApp(async (_own, signal) => {
      abort.abort();
      return signal.aborted ? { kind: "cancelled" } : { kind: "done" };
    });
    expect(await devloopBuild(app, { abort, args: ["--json"] })).toEqual({ code: 130, out: "", err: "" });
    expect(app.disposed).toBe(1);
  });
});
