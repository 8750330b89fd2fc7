import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import { ProcessRunner, type RunOptions } from "../../../../src/core/base/process.ts";
import { createEngineClient } from "../../../../src/core/engine/client.ts";
import { ConnectionLimit, MAX_CONNECTIONS } from "../../../../src/core/engine/connectionLimit.ts";
import { Engine } from "../../../../src/core/engine/engine.ts";
import { DialFailed, stdioDial } from "../../../../src/core/engine/stdioDial.ts";
import { followService } from "../../../../src/core/logs/followService.ts";
import type { EndpointInfo } from "../../../../src/shared/model.ts";
import { hubOf } from "../logs/support/hubOf.ts";
import { FakeContainer } from "./support/fakeContainer.ts";
import { FakeEngine } from "./support/fakeEngine.ts";
import { LogReader } from "./support/logReader.ts";
import { Watched } from "./support/watched.ts";

const endpoint: EndpointInfo = { source: "DOCKER_HOST", host: "ssh://me@box" };
/** Does what `docker system dial-stdio` does: joins its pipes and the engine's socket. */
const DIAL = `const socket = require("node:net").connect(process.argv[1]);
socket.on("error", (error) => { console.error(String(error)); process.exit(1); });
process.stdin.pipe(socket).pipe(process.stdout);
socket.on("close", () => process.exit());`;

let fake: FakeEngine;
let runner: ProcessRunner;
/** What stands for the docker command. */
let script: string;
let started: RunOptions[];
let trusted: boolean;

beforeEach(async () => {
  fake = await FakeEngine.start();
  trusted = true;
  runner = new ProcessRunner({ trusted: () => trusted, env: process.env, logger: SILENT });
  script = DIAL;
  started = [];
});

afterEach(async () => {
  runner.dispose();
  await runner.ended();
  await fake.remove();
});

function dialer(connectLimitMs?: number) {
  return stdioDial({
    cwd: tmpdir(),
    command: async () => ({ program: process.execPath, args: ["-e", script, fake.socket] }),
    run: (options) => {
      started.push(options);
      return runner.run(options);
    },
    ...(connectLimitMs === undefined ? {} : { connectLimitMs }),
  });
}

function connect() {
  const limit = new ConnectionLimit();
  const client = createEngineClient({
    endpoint,
    env: {},
    homeDir: "/nowhere",
    dial: async () => dialer(),
    limit,
  });
  return { client, engine: new Engine({ endpoint, client, limit, logger: SILENT }) };
}

async function failureOf(connectLimitMs?: number): Promise<DialFailed> {
  const { socket } = dialer(connectLimitMs)(new AbortController().signal);
  const error: unknown = await socket.catch((reason: unknown) => reason);
  if (!(error instanceof DialFailed)) throw new Error(`No such failure: ${String(error)}`);
  return error;
}

describe("an engine that only the docker command can reach", () => {
  test("is watched as any other, and leaves no process behind", async () => {
    fake.add(new FakeContainer("a").start());
    const watched = new Watched(connect().engine);
    watched.engine.start();
    await watched.untilStatus("a", "running");
    fake.containers.get("a")?.stop();
    fake.tell("die", "a");
    await watched.untilStatus("a", "exited");
    watched.engine.dispose();
    await runner.ended();
    await expect.poll(() => fake.connections).toBe(0);
  });

  test("is asked one thing after the other on one connection", async () => {
    const { client } = connect();
    for (let i = 0; i < 5; i++) await client.ping();
    expect(started).toHaveLength(1);
  });

  test("a connection that broke while nobody used it is replaced", async () => {
    const { client } = connect();
    await client.ping();
    fake.breakConnections();
    await runner.ended();
    await client.ping();
    expect(started).toHaveLength(2);
  });

  test("to connect may take longer than an answer", async () => {
    script = `setTimeout(() => { ${DIAL} }, 3_200)`;
    await connect().client.ping();
  });

  test("an answer that nobody wants any more does not cost its connection", async () => {
    fake.add(new FakeContainer("a").start());
    const { client } = connect();
    await client.ping();
    const asked = Promise.withResolvers<() => void>();
    fake.on("/containers/a/json", async () => {
      await new Promise<void>((resolve) => asked.resolve(resolve));
      return false;
    });
    const abort = new AbortController();
    const inspected = client.inspect("a", abort.signal);
    inspected.catch(() => {});
    const answer = await asked.promise;
    abort.abort(new Error("not needed any more"));
    await expect(inspected).rejects.toThrow("not needed any more");
    answer();
    for (let i = 0; i < 3; i++) await client.ping();
    expect(fake.connections).toBe(started.length);
  });

  test("an untrusted workspace connects to nothing", async () => {
    trusted = false;
    await expect(connect().client.ping()).rejects.toThrow("not trusted");
    expect(fake.connections).toBe(0);
  });
});

describe("no connection", () => {
  test("is told with what the command said", async () => {
    script = 'console.error("Host key verification failed."); process.exitCode = 255';
    expect(await failureOf()).toMatchObject({
      message: "node ended with code 255",
      stderr: "Host key verification failed.",
    });
  });

  test("is told also where its output ends before it says why, as docker's does", async () => {
    script = `require("node:fs").closeSync(1);
setTimeout(() => { console.error("why"); process.exitCode = 1; }, 200);`;
    expect(await failureOf()).toMatchObject({ stderr: "why" });
  });

  test("is told by the request, too", async () => {
    script = 'console.error("no"); process.exitCode = 1';
    await expect(connect().client.list()).rejects.toMatchObject({ name: "DialFailed", stderr: "no" });
  });

  test("within the time: the process is ended", async () => {
    script = "setInterval(() => {}, 1_000)";
    expect((await failureOf(200)).message).toContain("within 0.2 s");
    await runner.ended();
  });

  test("where a login script talks first", async () => {
    script = 'console.log("Welcome to box!"); process.stdin.resume()';
    expect((await failureOf()).message).toContain("Welcome to box!");
    await runner.ended();
  });

  test("where the signal says so", async () => {
    script = "setInterval(() => {}, 1_000)";
    const abort = new AbortController();
    const { socket, ended } = dialer()(abort.signal);
    abort.abort();
    await expect(socket).rejects.toBeInstanceOf(DialFailed);
    await ended;
  });
});

describe("twelve logs over eight connections", () => {
  test("the rest wait and say so; everything else goes on", async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `c${index}`);
    fake.add(...ids.map((id) => new FakeContainer(id).start().print(0, `line of ${id}\n`)));
    const { engine } = connect();
    const watched = new Watched(engine);
    watched.engine.start();
    await watched.until("all are running", () => watched.containers?.size === 12);
    const hub = hubOf(watched);
    const abort = new AbortController();
    const readers = ids.map(() => new LogReader());
    const followed = ids.map((id, index) =>
      followService({
        hub,
        containers: () => [...(watched.containers?.values() ?? [])].filter((each) => each.id === id),
        onContainersChanged: watched.onChanged,
        tail: 10,
        signal: abort.signal,
        emit: (readers[index] as LogReader).emit,
      }),
    );
    // What there was of them is read by turns.
    await Promise.all(readers.map((reader, index) => reader.until(`line of c${index}\n`)));
    const waiting = () => (watched.engine.state.kind === "connected" ? watched.engine.state.waiting : 0) ?? 0;
    await watched.until("seven wait", () => waiting() === 7);
    expect(fake.connections).toBeLessThanOrEqual(MAX_CONNECTIONS);
    const waited = readers.filter(({ shown }) => shown.includes("waiting for a free connection"));
    expect(waited.length).toBeGreaterThanOrEqual(7);
    // What happens is told meanwhile, for longer than an engine may take to answer.
    for (const action of ["stop", "start"] as const) {
      fake.containers.get("c11")?.[action]();
      fake.tell(action === "stop" ? "die" : "start", "c11");
      await watched.untilStatus("c11", action === "stop" ? "exited" : "running");
    }
    for (const id of ids) fake.containers.get(id)?.stop();
    await watched.until("none waits", () => waiting() === 0);
    abort.abort();
    await Promise.all(followed);
    hub.dispose();
    watched.engine.dispose();
    // Twelve processes are started one after the other.
  }, 30_000);
});

test("an engine's state without a limit has no waiting", async () => {
  const engine = new Engine({
    endpoint: fake.endpoint,
    client: createEngineClient({ endpoint: fake.endpoint, env: {}, homeDir: "/nowhere" }),
    logger: SILENT,
  });
  const connected = new Promise<void>((resolve) =>
    engine.onDidChangeState(({ kind }) => {
      if (kind === "connected") resolve();
    }),
  );
  engine.start();
  await connected;
  expect(engine.state).not.toHaveProperty("waiting");
  engine.dispose();
});
