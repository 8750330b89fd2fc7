import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createEngineClient, type EngineClient } from "../../../../src/core/engine/client.ts";
import { contextTlsDir } from "../../../../src/core/engine/dockerContext.ts";
import { statusCode } from "../../../../src/core/engine/engineErrors.ts";
import { EngineTimeout } from "../../../../src/core/engine/timeLimit.ts";
import { tlsFor } from "../../../../src/core/engine/tls.ts";
import { FakeContainer } from "./support/fakeContainer.ts";
import { FakeEngine } from "./support/fakeEngine.ts";

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function setUp(): Promise<{ engine: FakeEngine; client: EngineClient }> {
  const engine = await FakeEngine.start();
  cleanups.push(() => engine.remove());
  const client = createEngineClient({ endpoint: engine.endpoint, env: {}, homeDir: "/nowhere" });
  cleanups.push(() => client.dispose());
  return { engine, client };
}

describe("asking an engine", () => {
  test("goes to the endpoint, whatever this process's environment says", async () => {
    const { engine, client } = await setUp();
    vi.stubEnv("DOCKER_HOST", "tcp://127.0.0.1:1");
    await client.ping();
    expect(engine.requests).toEqual(["/_ping"]);
  });

  test("an unknown container is an error with the engine's status", async () => {
    const { client } = await setUp();
    const error: unknown = await client.inspect("nobody").catch((reason: unknown) => reason);
    expect(statusCode(error)).toBe(404);
    expect(String(error)).toContain("No such container: nobody");
  });

  test("no answer is given up after 3 s", async () => {
    const { engine, client } = await setUp();
    engine.on("/_ping", () => true);
    await expect(client.ping()).rejects.toBeInstanceOf(EngineTimeout);
  });

  test("an answer that breaks off is given up, too", async () => {
    const { engine, client } = await setUp();
    engine.on("/containers/json", (_request, response) => {
      response.writeHead(200, { "Content-Length": "1000" });
      response.write("[{");
      return true;
    });
    await expect(client.list()).rejects.toBeInstanceOf(EngineTimeout);
  });

  test("can be given up by the caller", async () => {
    const { engine, client } = await setUp();
    const asked = Promise.withResolvers<void>();
    engine.on("/_ping", () => {
      asked.resolve();
      return true;
    });
    const abort = new AbortController();
    const ping = client.ping(abort.signal);
    await asked.promise;
    abort.abort(new Error("not needed any more"));
    await expect(ping).rejects.toThrow("not needed any more");
  });

  test("a log that looks like JSON stays a log", async () => {
    const { engine, client } = await setUp();
    engine.add(new FakeContainer("a").start().print(0, '{"level":"info"}\n').stop());
    const log = await client.logs("a", { follow: false, tail: 10 });
    expect(await text(log)).toContain('{"level":"info"}\n');
  });

  test("sixty containers are asked about in a fraction of a second", async () => {
    const { engine, client } = await setUp();
    const ids = Array.from({ length: 60 }, (_, index) => `c${index}`);
    engine.add(...ids.map((id) => new FakeContainer(id).start()));
    await client.ping();
    const start = performance.now();
    await Promise.all(ids.map((id) => client.inspect(id)));
    // 5 s while docker-modem formatted the connections' insides for its debug log.
    expect(performance.now() - start).toBeLessThan(4_000);
  });

  test("nothing more after the end", async () => {
    const { client } = await setUp();
    client.dispose();
    await expect(client.ping()).rejects.toThrow("closed");
  });
});

describe("TLS", () => {
  const PLAIN = { tls: false, skipVerify: false };
  const TLS = { tls: true, skipVerify: false };

  async function certificates(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    for (const name of ["ca", "cert", "key"]) await writeFile(path.join(folder, `${name}.pem`), name);
  }

  async function home(): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), "devloop-tls-"));
    cleanups.push(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  const endpoint = { source: "DOCKER_HOST", host: "tcp://box:2375" } as const;
  const all = { ca: Buffer.from("ca"), cert: Buffer.from("cert"), key: Buffer.from("key") };

  test("is used where DOCKER_TLS_VERIFY asks for it, with the files of DOCKER_CERT_PATH", async () => {
    const folder = await home();
    await certificates(path.join(folder, "certs"));
    const env = { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: path.join(folder, "certs") };
    expect(await tlsFor(endpoint, PLAIN, env, folder)).toEqual({ ...all, rejectUnauthorized: true });
  });

  test("goes without verification only where DOCKER_TLS says so", async () => {
    expect(await tlsFor(endpoint, PLAIN, { DOCKER_TLS: "1" }, "/nowhere")).toEqual({
      rejectUnauthorized: false,
    });
    expect(await tlsFor(endpoint, TLS, {}, "/nowhere")).toEqual({ rejectUnauthorized: true });
    expect(await tlsFor(endpoint, PLAIN, {}, "/nowhere")).toBeUndefined();
  });

  test("a context brings its own files, and nobody else's", async () => {
    const folder = await home();
    await certificates(contextTlsDir(path.join(folder, ".docker"), "box"));
    const context = { source: "context", context: "box", host: "tcp://box:2375" } as const;
    expect(await tlsFor(context, PLAIN, {}, folder)).toEqual({ ...all, rejectUnauthorized: true });
    expect(
      await tlsFor({ ...context, context: "other" }, PLAIN, { DOCKER_TLS_VERIFY: "1" }, folder),
    ).toBeUndefined();
  });

  test("a context may ask not to verify", async () => {
    const context = { source: "context", context: "box", host: "tcp://box:2375" } as const;
    expect(await tlsFor(context, { tls: false, skipVerify: true }, {}, "/nowhere")).toEqual({
      rejectUnauthorized: false,
    });
  });
});
