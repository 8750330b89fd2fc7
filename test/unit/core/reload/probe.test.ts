import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { probe } from "../../../../src/core/reload/probe.ts";

const LIMITS = { total: 2_000, request: 1_000, pause: 5 };
const open: Server[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
}

const signal = () => new AbortController().signal;

describe("a probe", () => {
  test("is answered by a status below 400; a redirect is not followed", async () => {
    const asked: string[] = [];
    const address = await serve(({ url = "" }, response) => {
      asked.push(url);
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    const before = Date.now();
    const result = await probe(address, signal(), LIMITS);
    expect(result).toMatchObject({ kind: "answered", status: 302 });
    expect(result.kind === "answered" && result.at).toBeGreaterThanOrEqual(before);
    expect(asked).toEqual(["/health"]);
  });

  test("asks again until what has just been started serves", async () => {
    let count = 0;
    const address = await serve((_request, response) => {
      count++;
      if (count === 1) response.destroy();
      else response.writeHead(count === 2 ? 503 : 200).end("fine");
    });
    expect(await probe(address, signal(), LIMITS)).toMatchObject({ kind: "answered", status: 200 });
    expect(count).toBe(3);
  });

  test("ends with the last reason as the time is up", async () => {
    const address = await serve((_request, response) => void response.writeHead(500).end());
    expect(await probe(address, signal(), { ...LIMITS, total: 60 })).toEqual({
      kind: "failed",
      reason: "It answered with status 500.",
    });
  });

  test("waits for no answer longer than it may", async () => {
    const address = await serve(() => {});
    const result = await probe(address, signal(), { total: 60, request: 40, pause: 5 });
    expect(result).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("did not answer within"),
    });
  });

  test("a body without an end is not waited for", async () => {
    const address = await serve((_request, response) => void response.writeHead(200).write("more to come"));
    expect(await probe(address, signal(), LIMITS)).toMatchObject({ kind: "answered", status: 200 });
  });

  test("says that nothing listens", async () => {
    const address = await serve(() => {});
    const [server] = open.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    expect(await probe(address, signal(), { ...LIMITS, total: 20 })).toEqual({
      kind: "failed",
      reason: "Nothing listens there.",
    });
  });

  test.each(["", "localhost:3000", "ftp://a/b", "file:///etc/passwd"])(
    "%j is no address",
    async (address) => {
      expect(await probe(address, signal())).toMatchObject({ kind: "failed" });
    },
  );

  test("rejects as its signal aborts, also between two requests", async () => {
    const abort = new AbortController();
    const address = await serve((_request, response) => {
      response.writeHead(500).end();
      abort.abort();
    });
    await expect(probe(address, abort.signal, { ...LIMITS, pause: 1_000 })).rejects.toThrow("abort");
    const hangs = new AbortController();
    const never = await serve(() => hangs.abort());
    await expect(probe(never, hangs.signal, LIMITS)).rejects.toThrow("abort");
  });
});
