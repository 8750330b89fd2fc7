import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { ask } from "../../../../../src/core/build/info/ask.ts";

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
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/build/info?x=1`;
}

const signal = () => new AbortController().signal;

describe("an address", () => {
  test("answers with text", async () => {
    const asked: unknown[] = [];
    const address = await serve(({ method, url }, response) => {
      asked.push([method, url]);
      response.end('{"commit":"ü"}');
    });
    expect(await ask(address, signal())).toBe('{"commit":"ü"}');
    expect(asked).toEqual([["GET", "/build/info?x=1"]]);
  });

  test("that leads on, fails, breaks off or says too much has said nothing", async () => {
    for (const listener of [
      (_request, response) => response.writeHead(302, { location: "/" }).end("{}"),
      (_request, response) => response.writeHead(404).end("{}"),
      (_request, response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write("{", () => response.destroy());
      },
      (_request, response) => response.end("x".repeat(64 * 1024 + 1)),
      (_request, response) => void response.destroy(),
    ] satisfies RequestListener[]) {
      expect(await ask(await serve(listener), signal())).toBeUndefined();
    }
    expect(
      await ask(await serve((_request, response) => void response.end("x".repeat(64 * 1024))), signal()),
    ).toHaveLength(64 * 1024);
  });

  test("is given up as the time is up, also in the middle of its answer", async () => {
    const limits = { time: 50, bytes: 1_000 };
    expect(await ask(await serve(() => {}), signal(), limits)).toBeUndefined();
    const drips = await serve((_request, response) => void response.write("{"));
    expect(await ask(drips, signal(), limits)).toBeUndefined();
  });

  test("is given up with the signal", async () => {
    const abort = new AbortController();
    const address = await serve(() => abort.abort());
    expect(await ask(address, abort.signal)).toBeUndefined();
  });

  test("that is none, or where nothing listens, says nothing", async () => {
    expect(await ask("file:///etc/passwd", signal())).toBeUndefined();
    expect(await ask("nonsense", signal())).toBeUndefined();
    expect(await ask("http://127.0.0.1:1/", signal())).toBeUndefined();
  });
});
