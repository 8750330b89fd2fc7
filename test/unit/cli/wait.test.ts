import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runCli } from "../../../src/cli/cli.ts";
import type { CliPorts } from "../../../src/cli/ports.ts";
import type { App, StateChange } from "../../../src/core/app.ts";
import { Emitter } from "../../../src/shared/event.ts";
import type { AppState, ServiceState, Verdict } from "../../../src/shared/model.ts";
import { appState, container, reloadState, serviceState, stackState } from "./states.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(`${tmpdir()}/devloop-cli-`);
});

afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

const current: Verdict = { kind: "current", evidence: "it was started after the last change" };
const pending: Verdict = { kind: "pending", reason: "compiling", evidence: "Compiling web" };
const broken: Verdict = { kind: "notCurrent", reason: "failed", evidence: "error: no", action: "logs" };

const served = serviceState({ reload: reloadState(), verdict: current });
const compiling = serviceState({
  reload: reloadState({ phase: { kind: "compiling", since: 1, waitsForLock: false } }),
  verdict: pending,
});
const failed = serviceState({
  reload: reloadState({
    phase: { kind: "failed", since: 1, errors: 2, warnings: 0 },
    evidence: { text: "error: could not compile `web`", at: 1 },
  }),
  verdict: broken,
});
const unseen = serviceState({
  reload: reloadState({
    seen: {
      kind: "no",
      cause: "notMounted",
      reason: "It is not mounted.",
      fix: "Mount it.",
      action: "recreate",
    },
  }),
  verdict: { kind: "notCurrent", reason: "not seen", evidence: "no line", action: "recreate" },
});

function shop(...services: readonly ServiceState[]): AppState {
  return appState({ stacks: [stackState({ services })] });
}

/** A core that tells what a test has it tell, and how often it was asked to look at the files. */
class FakeApp {
  state: AppState;
  rescans = 0;
  disposed = 0;
  readonly #changes = new Emitter<StateChange>();
  readonly onDidChange = this.#changes.event;
  onRescan: (time: number) => void = () => {};

  constructor(state: AppState) {
    this.state = state;
  }

  tell(next: AppState): void {
    const previous = this.state;
    this.state = next;
    this.#changes.fire({ previous, next });
  }

  async initialize(): Promise<AppState> {
    return this.state;
  }

  async looked(): Promise<AppState> {
    return this.state;
  }

  async rescan(): Promise<void> {
    this.onRescan(++this.rescans);
  }

  async dispose(): Promise<void> {
    this.disposed++;
  }
}

interface Called {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Running {
  readonly app: FakeApp;
  readonly abort: AbortController;
  /** Resolves when it has said this on stderr. */
  said(text: string): Promise<void>;
  readonly ended: Promise<Called>;
}

function start(state: AppState, ...args: readonly string[]): Running {
  const app = new FakeApp(state);
  const abort = new AbortController();
  const waiting = new Map<string, () => void>();
  let [out, err] = ["", ""];
  const ports: CliPorts = {
    version: "1.2.3",
    cwd: folder,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
      for (const [each, resolve] of waiting) if (err.includes(each)) resolve();
    },
    errIsTerminal: true,
    errColumns: () => undefined,
    signal: abort.signal,
    // The CLI uses no more of it than the fake has.
    createApp: () => app as unknown as App,
  };
  return {
    app,
    abort,
    said: (text) =>
      new Promise((resolve) => {
        if (err.includes(text)) resolve();
        else waiting.set(text, resolve);
      }),
    ended: runCli(["wait", ...args], ports).then((code) => ({ code, out, err })),
  };
}

describe("devloop wait", () => {
  it("says at once what is served already, when the files were looked at once more", async () => {
    const { app, ended } = start(shop(served));
    expect(await ended).toEqual({ code: 0, out: "web  serving the new build after 4.1 s\n", err: "" });
    expect({ rescans: app.rescans, disposed: app.disposed }).toEqual({ rescans: 1, disposed: 1 });
  });

  it("waits for what is on its way, and says meanwhile what it is", async () => {
    const { app, said, ended } = start(shop(compiling));
    await said("web: compiling\n");
    app.tell(shop(served));
    expect(await ended).toEqual({
      code: 0,
      out: "web  serving the new build after 4.1 s\n",
      err: "web: compiling\nweb: serving the new build\n",
    });
  });

  it("goes on waiting where the files show a newer change", async () => {
    const { app, said, ended } = start(shop(served));
    app.onRescan = (time) => {
      if (time === 1) app.tell(shop(compiling));
    };
    await said("web: compiling\n");
    app.tell(shop(served));
    expect(await ended).toMatchObject({ code: 0 });
    expect(app.rescans).toBe(2);
  });

  it("goes on waiting for a container that was made meanwhile, and whose log has not been read", async () => {
    const { app, said, ended } = start(shop(served));
    app.onRescan = () => {
      app.looked = async () => {
        app.tell(shop(compiling));
        app.looked = async () => app.state;
        return app.state;
      };
      app.onRescan = () => {};
    };
    await said("web: compiling\n");
    app.tell(shop(served));
    expect(await ended).toMatchObject({ code: 0 });
  });

  it("exits with 1 for what has failed, when the others are done, too", async () => {
    const ui = { ...compiling, name: "ui" };
    const { app, said, ended } = start(shop(failed, ui));
    await said("ui: compiling\n");
    app.tell(shop(failed, { ...served, name: "ui" }));
    expect(await ended).toMatchObject({
      code: 1,
      out: [
        "web  failed, 2 errors: error: could not compile `web`",
        "ui   serving the new build after 4.1 s",
        "",
      ].join("\n"),
    });
  });

  it("exits with 2 for what was not seen, with why and what to do", async () => {
    const { ended } = start(shop(unseen));
    expect(await ended).toEqual({
      code: 2,
      out: "web  not seen: not mounted: It is not mounted. Mount it.\n",
      err: "",
    });
  });

  it("exits with 2 for what can't be known", async () => {
    const verdict: Verdict = { kind: "unknown", reason: "bun prints nothing when a reload goes well" };
    const { ended } = start(shop({ ...served, verdict }));
    expect(await ended).toMatchObject({
      code: 2,
      out: "web  unknown: bun prints nothing when a reload goes well\n",
    });
  });

  it("waits for the named services only", async () => {
    const state = shop(served, { ...compiling, name: "ui" }, { ...served, name: "api" });
    const { ended } = start(state, "--service", "web", "--service", "shop/api");
    expect(await ended).toMatchObject({ code: 0, out: expect.stringMatching(/^web .*\napi .*\n$/) });
  });

  it("exits with 2 when the time is up, and says what it still waited for", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { app, said, ended } = start(shop(compiling, { ...served, name: "ui" }), "--timeout", "30s");
    await said("web: compiling\n");
    vi.advanceTimersByTime(30_000);
    expect(await ended).toEqual({
      code: 2,
      out: "web  still waiting: compiling\nui   serving the new build after 4.1 s\n",
      err: expect.stringMatching(
        /\ndevloop: not served within 30s: web\. .*--timeout.*docker compose logs web\n$/,
      ),
    });
    expect(app.disposed).toBe(1);
  });

  it("does not wait to the end for the first word of a tool that says none", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
    const reason = "cargo-watch has not said anything yet";
    const startedAt = Date.now();
    const silent = serviceState({
      containers: [container({ startedAt })],
      reload: reloadState({ tool: "cargo-watch", phase: { kind: "unknown", reason } }),
      verdict: { kind: "unknown", reason },
    });
    const { said, ended } = start(shop(silent));
    await said(`web: ${reason}\n`);
    vi.advanceTimersByTime(61_000);
    expect(await ended).toMatchObject({ code: 2, out: `web  unknown: ${reason}\n` });
  });

  it("exits with 2 when the time is up before anything is known", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { app, ended } = start(shop(served), "--timeout", "90");
    app.looked = () => {
      vi.advanceTimersByTime(90_000);
      return new Promise(() => {});
    };
    expect(await ended).toMatchObject({ code: 2, out: "", err: expect.stringContaining("within 90.") });
  });

  it("exits with 130 and says nothing when the user interrupts", async () => {
    const { app, abort, said, ended } = start(shop(compiling));
    await said("web: compiling\n");
    abort.abort();
    expect(await ended).toEqual({ code: 130, out: "", err: "web: compiling\n" });
    expect(app.disposed).toBe(1);
  });

  it("exits with 2 when the engine goes while it waits", async () => {
    const { app, said, ended } = start(shop(compiling));
    await said("web: compiling\n");
    app.tell({
      ...shop(compiling),
      engine: { kind: "unreachable", reason: "Docker is gone.", advice: "Start it." },
    });
    expect(await ended).toMatchObject({
      code: 2,
      out: "",
      err: "web: compiling\ndevloop: Docker is gone. Start it.\n",
    });
  });

  it("exits with 2 where the core fails", async () => {
    const { app, ended } = start(shop(served));
    app.rescan = () => Promise.reject(new Error("broken"));
    expect(await ended).toMatchObject({ code: 2, out: "", err: "devloop: broken\n" });
    expect(app.disposed).toBe(1);
  });
});

describe("devloop wait --json", () => {
  it("tells of each service, also where it has failed", async () => {
    const { ended } = start(shop(failed, { ...served, name: "ui" }), "--json");
    const { code, out, err } = await ended;
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(JSON.parse(out)).toEqual({
      version: 1,
      outcome: "failed",
      reasons: [],
      services: [
        {
          stack: "shop",
          service: "web",
          outcome: "failed",
          reason: "failed, 2 errors",
          evidence: "error: could not compile `web`",
        },
        {
          stack: "shop",
          service: "ui",
          outcome: "served",
          reason: "serving the new build",
          evidence: "it was started after the last change",
          loopMs: 4_100,
        },
      ],
    });
  });

  it("says on stderr as well why nothing could be waited for", async () => {
    const { ended } = start(shop(served), "--json", "--service", "nope");
    const { code, out, err } = await ended;
    expect(code).toBe(2);
    const reasons = ["There is no service nope. There are: web."];
    expect(JSON.parse(out)).toEqual({ version: 1, outcome: "unknown", reasons, services: [] });
    expect(err).toBe(`devloop: ${reasons[0]}\n`);
  });
});
