import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CoreProcess } from "../../../../src/host/core/coreProcess.ts";
import type { CoreChange } from "../../../../src/host/core/coreState.ts";
import { EMPTY_STATE } from "../../../../src/shared/model.ts";
import { diff } from "../../../../src/shared/patch.ts";
import { PROTOCOL_VERSION } from "../../../../src/shared/protocol.ts";
import { environment } from "../../../support/environment.ts";
import { app, container, service, stack } from "../states.ts";
import { FakeWorker } from "./fakeWorker.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function started() {
  const workers: FakeWorker[] = [];
  const log: string[] = [];
  const changes: CoreChange[] = [];
  const gaveUp = vi.fn();
  const core = new CoreProcess({
    startWorker() {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    environment: () => environment(["/w"]),
    log: ({ text }) => log.push(text),
    onGaveUp: gaveUp,
  });
  core.onDidChange((change) => changes.push(change));
  core.start();
  const worker = (): FakeWorker => {
    const last = workers.at(-1);
    if (last === undefined) throw new Error("no worker was started");
    return last;
  };
  const crash = async () => {
    worker().crash("boom");
    await vi.advanceTimersByTimeAsync(0);
  };
  return { core, workers, worker, log, changes, gaveUp, crash };
}

const RUNNING = app([stack([service("ui", [container({ id: "ui1" })])])]);
const patchesTo = (state: typeof RUNNING) =>
  ({ kind: "event", name: "patches", value: diff(EMPTY_STATE, state) }) as const;

test("mirrors what the core tells", async () => {
  const { core, worker, changes } = started();
  expect(worker().received[0]).toMatchObject({
    method: "initialize",
    params: { version: PROTOCOL_VERSION, trust: "trusted" },
  });
  worker().answer("initialize", { ...EMPTY_STATE, trust: "trusted" });
  await vi.advanceTimersByTimeAsync(0);
  expect(core.state).toMatchObject({ status: "running", reached: false });

  const next = app([stack([service("ui")])]);
  worker().say({ kind: "event", name: "patches", value: diff({ ...EMPTY_STATE, trust: "trusted" }, next) });
  expect(core.state.app).toEqual(next);
  expect(core.state.reached).toBe(true);
  expect(changes.at(-1)?.patches.map(({ kind }) => kind)).toEqual([
    "app",
    "stack",
    "service",
    "serviceOrder",
    "order",
  ]);
});

test("an answer that patches have overtaken does not undo them", async () => {
  const { core, worker } = started();
  worker().say(patchesTo(RUNNING));
  worker().answer("initialize", EMPTY_STATE);
  await vi.advanceTimersByTimeAsync(0);
  expect(core.state.app).toEqual(RUNNING);
});

test("after a crash the names stay, what was known of containers goes, and the core comes back", async () => {
  const { core, workers, worker, log, crash } = started();
  worker().say(patchesTo(RUNNING));
  const waiting = core.call("refresh", null);
  const rejected = expect(waiting).rejects.toMatchObject({ code: "unavailable" });
  await crash();
  await rejected;
  expect(core.state.status).toBe("restarting");
  expect(core.state.app.stacks).toMatchObject([
    { project: "shop", known: false, services: [{ containers: [] }] },
  ]);
  expect(log.join()).toContain("boom");

  await vi.advanceTimersByTimeAsync(250);
  expect(workers).toHaveLength(2);
  worker().say(patchesTo(RUNNING));
  expect(core.state).toMatchObject({ status: "running", app: RUNNING });
});

test("what a crashed core says late is not heard", async () => {
  const { core, workers, worker, crash } = started();
  worker().say(patchesTo(RUNNING));
  await crash();
  const before = core.state;
  workers[0]?.say(patchesTo(RUNNING));
  expect(core.state).toBe(before);
});

test("five crashes in a minute are said once, and a restart by hand brings it back", async () => {
  const { core, workers, worker, gaveUp, crash } = started();
  for (let count = 0; count < 5; count++) {
    await crash();
    await vi.advanceTimersByTimeAsync(2_000);
  }
  expect(workers).toHaveLength(5);
  expect(gaveUp).toHaveBeenCalledOnce();
  expect(core.state.status).toBe("stopped");
  await expect(core.call("refresh", null)).rejects.toMatchObject({ code: "unavailable" });

  await core.restart();
  worker().say(patchesTo(RUNNING));
  expect(core.state).toMatchObject({ status: "running", app: RUNNING });
});

test("a core that refuses to start is not started again and again", async () => {
  const { core, workers, worker, gaveUp } = started();
  const [request] = worker().received;
  if (request?.kind !== "request") throw new Error("nothing was asked");
  worker().say({ kind: "error", id: request.id, code: "failed", message: "Reload the window." });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(workers).toHaveLength(1);
  expect(gaveUp).toHaveBeenCalledOnce();
  expect(core.state.status).toBe("stopped");
});

test("asked twice to restart, it does so once, and shows what the new core tells", async () => {
  const { core, workers, worker } = started();
  worker().say(patchesTo(RUNNING));
  const first = core.restart();
  expect(core.state).toMatchObject({ status: "restarting", app: { stacks: [{ known: false }] } });
  const second = core.restart();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(workers).toHaveLength(1);
  worker().exit();
  await Promise.all([first, second]);
  expect(workers).toHaveLength(2);
  worker().say(patchesTo(RUNNING));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(workers).toHaveLength(2);
  expect(core.state).toMatchObject({ status: "running", app: RUNNING });

  const third = core.restart();
  worker().exit();
  await third;
  expect(workers).toHaveLength(3);
});

test("stopping waits for the end of the core that a restart waits for, and none is started after it", async () => {
  const { core, workers, worker } = started();
  const restarted = core.restart();
  const stopped = vi.fn();
  void core.stop().then(stopped);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(stopped).not.toHaveBeenCalled();
  worker().exit();
  await restarted;
  await vi.advanceTimersByTimeAsync(0);
  expect(stopped).toHaveBeenCalled();
  expect(workers).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test("stopping waits for the core's own end", async () => {
  const { core, worker } = started();
  const stopped = vi.fn();
  void core.stop().then(stopped);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(worker().orders).toEqual(["shutDown"]);
  expect(stopped).not.toHaveBeenCalled();
  worker().exit();
  await vi.advanceTimersByTimeAsync(0);
  expect(stopped).toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test("a core that does not end is ended by force after 4 s, and not restarted", async () => {
  const { core, workers, worker } = started();
  void core.stop();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(worker().orders).toEqual(["shutDown", "terminate"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(workers).toHaveLength(1);
});
