import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { readPathStat } from "../../../../../src/core/build/verify/pathStat.ts";
import { readContainerFile } from "../../../../../src/core/build/verify/readContainer.ts";

const base64 = (stat: object) => Buffer.from(JSON.stringify(stat)).toString("base64");
/** As Docker 28.5 tells them. */
const FILE = base64({
  name: "f",
  size: 2,
  mode: 420,
  mtime: "2026-11-21T19:12:32.917077451Z",
  linkTarget: "",
});
const FOLDER = base64({ name: "sub", size: 4096, mode: 2147484141, linkTarget: "" });
const LINK = base64({ name: "l2", size: 6, mode: 134218239, linkTarget: "/etc/passwd" });

describe("what an engine tells of a path", () => {
  test("a file, a folder, a link", () => {
    expect(readPathStat(FILE)).toEqual({ kind: "file", size: 2 });
    expect(readPathStat(FOLDER)).toEqual({ kind: "folder", size: 4096 });
    expect(readPathStat(LINK)).toEqual({ kind: "link", size: 6, target: "/etc/passwd" });
    const device = base64({ name: "null", size: 0, mode: 2 ** 26 + 2 ** 21 + 438 });
    expect(readPathStat(device)).toEqual({ kind: "other", size: 0 });
  });

  test("nothing that can't be read", () => {
    for (const header of [
      undefined,
      "",
      "nonsense",
      base64({}),
      base64([]),
      base64({ size: "2", mode: 420 }),
    ]) {
      expect(readPathStat(header)).toBeUndefined();
    }
    expect(readPathStat(base64({ size: 1, mode: 1.5 }))).toEqual({ kind: "file", size: 1 });
  });
});

/** Answers once for each path. */
function engine(
  answers: Readonly<Record<string, { readonly pathStat?: string; readonly bytes?: readonly Buffer[] }>>,
) {
  const bodies: Readable[] = [];
  return {
    bodies,
    archive: async (_id: string, path: string) => {
      const { pathStat, bytes = [] } = answers[path] ?? {};
      const body = Readable.from(bytes);
      bodies.push(body);
      return { body, ...(pathStat === undefined ? {} : { pathStat }) };
    },
  };
}

function read(client: ReturnType<typeof engine>, file: string, limit = 1_000) {
  return readContainerFile(client, "id", file, {
    limit,
    onContent: () => {},
    signal: new AbortController().signal,
  });
}

describe("reading a container's file", () => {
  test("links that lead round and round lead nowhere, after a few", async () => {
    const client = engine({ "/a": { pathStat: base64({ size: 1, mode: 134218239, linkTarget: "/a" }) } });
    expect(await read(client, "/a")).toEqual({ kind: "missing" });
    expect(client.bodies.length).toBeLessThan(12);
  });

  test("a folder is not read", async () => {
    const client = engine({ "/sub": { pathStat: FOLDER, bytes: [Buffer.alloc(1_000)] } });
    expect(await read(client, "/sub")).toEqual({ kind: "notFile" });
    expect(client.bodies.every(({ destroyed }) => destroyed)).toBe(true);
  });

  test("an answer that breaks off is an error", async () => {
    for (const bytes of [[], [Buffer.alloc(100)], [Buffer.alloc(2_000)]]) {
      await expect(read(engine({ "/f": { pathStat: FILE, bytes } }), "/f")).rejects.toThrow("broke off");
    }
  });

  test("errors of the engine's are its own, but for those that say that there is no such file", async () => {
    const failing = (statusCode: number, message: string) => ({
      archive: () => Promise.reject(Object.assign(new Error(message), { statusCode })),
    });
    const ask = (statusCode: number, message: string) =>
      read({ bodies: [], ...failing(statusCode, message) }, "/f");
    expect(await ask(404, "Could not find the file /f in container 0123")).toEqual({ kind: "missing" });
    expect(await ask(500, "lstat /f/x: not a directory")).toEqual({ kind: "missing" });
    await expect(ask(404, "No such container: 0123")).rejects.toThrow("No such container");
    await expect(ask(500, "out of memory")).rejects.toThrow("out of memory");
  });
});
