import { afterEach, describe, expect, test } from "vitest";
import { SILENT } from "../../../../../src/core/base/logger.ts";
import { createEngineClient } from "../../../../../src/core/engine/client.ts";
import { Engine } from "../../../../../src/core/engine/engine.ts";
import {
  decodeReport,
  type Report,
  type ReportLine,
} from "../../../../../src/core/engine/recording/format.ts";
import { Recorder } from "../../../../../src/core/engine/recording/recorder.ts";
import { Stacks } from "../../../../../src/core/stack/stacks.ts";
import { EMPTY_STATE } from "../../../../../src/shared/model.ts";
import { FakeContainer } from "../support/fakeContainer.ts";
import { FakeEngine } from "../support/fakeEngine.ts";
import { replay } from "../support/replay.ts";

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Recorded {
  readonly fake: FakeEngine;
  readonly engine: Engine;
  readonly stacks: Stacks;
  readonly recorder: Recorder;
  until(condition: () => boolean): Promise<void>;
  status(id: string): string | undefined;
}

async function setUp(cap?: number): Promise<Recorded> {
  const fake = await FakeEngine.start();
  cleanups.push(() => fake.remove());
  fake.add(new FakeContainer("a").start(), new FakeContainer("b", "db").start());
  const stacks = new Stacks();
  const recorder = new Recorder({
    homeDir: "/home/ann",
    platform: "linux",
    version: async () => "1.2.3",
    snapshot: () => {
      const { folders, sets, chosen, chosenProfiles } = stacks.store;
      return {
        app: { ...EMPTY_STATE, engine: engine.state, stacks: stacks.selected },
        workspace: { folders, sets, chosen, chosenProfiles },
      };
    },
    ...(cap === undefined ? {} : { cap }),
  });
  const client = createEngineClient({ endpoint: fake.endpoint, env: {}, homeDir: "/nowhere" });
  const engine = new Engine({
    endpoint: fake.endpoint,
    client: recorder.wrap(client, fake.endpoint),
    logger: SILENT,
    random: () => 0,
  });
  cleanups.push(() => engine.dispose());
  engine.onDidChangeContainers((change) => stacks.apply({ kind: "containers", change }));
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      if (condition()) {
        resolve();
        return;
      }
      const subscription = stacks.onDidChange(() => {
        if (!condition()) return;
        subscription.dispose();
        resolve();
      });
    });
  const status = (id: string) => stacks.store.containers?.get(id)?.status;
  const isComplete = () =>
    stacks.store.containers !== undefined &&
    [...stacks.store.containers.values()].every(({ startedAt }) => startedAt !== undefined);
  engine.start();
  await until(isComplete);
  return { fake, engine, stacks, recorder, until, status };
}

function only<K extends ReportLine["kind"]>({ lines }: Report, kind: K) {
  return lines.filter((line): line is Extract<ReportLine, { kind: K }> => line.kind === kind);
}

describe("a recording", () => {
  test("tells what the engine told, and replays to the state that it ended in", async () => {
    const { fake, engine, recorder, until, status } = await setUp();
    await recorder.start();
    await engine.relist();
    fake.containers.get("a")?.stop(137);
    fake.tell("die", "a");
    await until(() => status("a") === "exited");
    fake.containers.delete("b");
    fake.tell("destroy", "b");
    await until(() => status("b") === undefined);
    const text = await recorder.stop();
    const report = decodeReport(text);
    expect(report.skipped).toBe(0);
    expect(report.lines[0]).toMatchObject({
      kind: "header",
      devloop: "1.2.3",
      platform: "linux",
      engine: "28.5.2",
    });
    expect(only(report, "endpoint")).toMatchObject([{ source: "setting", transport: "socket" }]);
    expect(only(report, "event").map(({ event }) => event)).toMatchObject([
      { Action: "die" },
      { Action: "destroy" },
    ]);
    expect(only(report, "state").map(({ moment }) => moment)).toEqual(["start", "end"]);
    expect(text).not.toContain(fake.socket);
    const { stacks, reported } = await replay(report);
    expect(reported).not.toEqual([]);
    expect(stacks).toEqual(reported);
  });

  test("goes over a lost connection, whose end it tells", async () => {
    const { fake, recorder, engine, until, status } = await setUp();
    await recorder.start();
    await engine.relist();
    await fake.stop();
    await until(() => status("a") === undefined);
    fake.containers.get("a")?.stop(3);
    await fake.listen();
    await until(() => status("a") === "exited");
    const report = decodeReport(await recorder.stop());
    expect(only(report, "ended")).toHaveLength(1);
    expect(only(report, "failed").map(({ error }) => error.code)).toContain("ENOENT");
    const { stacks, reported } = await replay(report);
    expect(stacks).toEqual(reported);
  });

  test("a failure replays as the failure that it was", async () => {
    const { fake, recorder, engine, until, status } = await setUp();
    await recorder.start();
    await engine.relist();
    fake.on("/containers/json", (_request, response) => {
      response.writeHead(502).end("<html>Bad Gateway</html>");
      return true;
    });
    fake.tell("die", "a");
    await until(() => status("a") === undefined);
    const report = decodeReport(await recorder.stop());
    expect(only(report, "failed").map(({ error }) => error.statusCode)).toContain(502);
    const { stacks, reported } = await replay(report);
    expect(reported.every(({ known }) => !known)).toBe(true);
    expect(stacks).toEqual(reported);
  });

  test("that begins in the middle of an event leaves it out", async () => {
    const { fake, recorder, until, status } = await setUp();
    const event = (id: string) =>
      `${JSON.stringify({ Type: "container", Action: "die", Actor: { ID: id }, time: 1 })}\n`;
    fake.containers.get("b")?.stop(1);
    // Written at once, so that the half has come where what stands before it has.
    fake.write(event("b") + event("a").slice(0, 20));
    await until(() => status("b") === "exited");
    await recorder.start();
    fake.containers.get("b")?.start();
    fake.write(event("a").slice(20) + event("b"));
    await until(() => status("b") === "running");
    const report = decodeReport(await recorder.stop());
    expect(only(report, "event").map(({ event }) => event)).toMatchObject([{ Actor: { ID: "b" } }]);
  });

  test("keeps what is no JSON as text", async () => {
    const { fake, recorder, until, status } = await setUp();
    await recorder.start();
    fake.write("TOKEN=hunter2 oops\n");
    fake.containers.get("a")?.stop(1);
    fake.tell("die", "a");
    await until(() => status("a") === "exited");
    const report = decodeReport(await recorder.stop());
    expect(only(report, "event")[0]?.text).toBe("TOKEN=*** oops");
  });

  test("is bounded, and says what it left out", async () => {
    const { fake, engine, recorder } = await setUp(8_000);
    await recorder.start();
    for (let round = 0; round < 20; round++) {
      fake.tell("kill", "a");
      await engine.relist();
    }
    const text = await recorder.stop();
    expect(text.length).toBeLessThan(16_000);
    const [dropped] = only(decodeReport(text), "dropped");
    expect(dropped?.lines).toBeGreaterThan(0);
    expect(only(decodeReport(text), "state")).toHaveLength(2);
  });

  test("can be made one after another, and not two at a time", async () => {
    const { engine, recorder } = await setUp();
    await expect(recorder.stop()).rejects.toThrow("No report is being recorded.");
    await recorder.start();
    await expect(recorder.start()).rejects.toThrow("recorded already");
    await engine.relist();
    const first = decodeReport(await recorder.stop());
    await recorder.start();
    const second = decodeReport(await recorder.stop());
    expect(first.lines.length).toBeGreaterThan(second.lines.length);
    expect(only(second, "asked").map(({ request }) => request.kind)).toEqual(["events"]);
  });

  test("costs no request and keeps nothing while there is none", async () => {
    const { fake, recorder, engine } = await setUp();
    await engine.relist();
    await recorder.start();
    const report = decodeReport(await recorder.stop());
    expect(only(report, "answered")).toHaveLength(1);
    expect(fake.listeners).toBe(1);
  });
});
