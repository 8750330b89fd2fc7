import { PassThrough } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pump, Tail } from "../../../../src/core/base/processOutput.ts";

describe("Tail", () => {
  it("keeps exactly the end and counts what is missing", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.nat(20), (chunks, limit) => {
        const tail = new Tail(limit);
        for (const chunk of chunks) tail.add(chunk);
        const all = chunks.join("");
        const kept = tail.toString();
        expect(kept).toBe(limit === 0 ? "" : all.slice(-limit));
        expect(tail.dropped).toBe(all.length - kept.length);
      }),
    );
  });
});

describe("Pump", () => {
  it("waits for its reader before it reads on", async () => {
    const stream = new PassThrough();
    const first = Promise.withResolvers<void>();
    const seen: string[] = [];
    const pump = new Pump(stream, (text) => {
      seen.push(text);
      return seen.length === 1 ? first.promise : undefined;
    });
    stream.write("a");
    await new Promise(setImmediate);
    stream.write("b");
    stream.end("c");
    await new Promise(setImmediate);
    expect(seen).toEqual(["a"]);
    first.resolve();
    await pump.done;
    expect(seen.join("")).toBe("abc");
  });

  it("joins a character that is split between chunks", async () => {
    const stream = new PassThrough();
    const seen: string[] = [];
    const pump = new Pump(stream, (text) => void seen.push(text));
    const bytes = Buffer.from("é");
    stream.write(bytes.subarray(0, 1));
    stream.end(bytes.subarray(1));
    await pump.done;
    expect(seen.join("")).toBe("é");
  });

  it("ends on a silent pipe when told to, and not while its reader is busy", async () => {
    const stream = new PassThrough();
    const reader = Promise.withResolvers<void>();
    const pump = new Pump(stream, () => reader.promise);
    stream.write("a");
    await new Promise(setImmediate);
    pump.stopIfIdle(0);
    expect(stream.destroyed).toBe(false);
    reader.resolve();
    await new Promise(setImmediate);
    pump.stopIfIdle(0);
    await pump.done;
    expect(stream.destroyed).toBe(true);
  });
});
