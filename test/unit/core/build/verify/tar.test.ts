import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TarReader } from "../../../../../src/core/build/verify/tar.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "devloop-tar-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(chunks: readonly Buffer[]) {
  const content: Buffer[] = [];
  const reader = new TarReader((bytes) => content.push(bytes));
  for (const chunk of chunks) reader.push(chunk);
  return { entry: reader.entry, state: reader.state, content: Buffer.concat(content).toString() };
}

/** As GNU tar 1.34 writes it. */
function tar(name: string, format: string): Buffer {
  return execFileSync("tar", ["--format", format, "-C", folder, "-cf", "-", name]);
}

function write(name: string, text: string): string {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
  return name;
}

/** A header of our own, with a sum that is right. */
function header(fields: {
  readonly type: string;
  readonly size: string | Buffer;
  readonly name?: string;
}): Buffer {
  const block = Buffer.alloc(512);
  block.write(fields.name ?? "file", 0);
  if (typeof fields.size === "string") block.write(fields.size, 124);
  else fields.size.copy(block, 124);
  block.write("        ", 148);
  block.write(fields.type, 156);
  block.write("ustar", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

const LONG = `${"long/".repeat(30)}${"name".repeat(30)}`;

describe("the first entry of an archive", () => {
  test.each(["ustar", "gnu", "pax", "v7"])("is a file's content, in %s", (format) => {
    const archive = tar(write("file", "hello\n"), format);
    expect(read([archive])).toEqual({ entry: { kind: "file", size: 6 }, state: "whole", content: "hello\n" });
  });

  test.each(["gnu", "pax"])("behind a long name, in %s", (format) => {
    const archive = tar(write(LONG, "deep"), format);
    expect(read([archive])).toEqual({ entry: { kind: "file", size: 4 }, state: "whole", content: "deep" });
  });

  test.each(["gnu", "pax"])("a link, with a long target too, in %s", (format) => {
    for (const [name, target] of [
      ["near", "./file"],
      ["far", LONG],
    ] as const) {
      const link = `${name}-${format}`;
      symlinkSync(target, path.join(folder, link));
      expect(read([tar(link, format)])).toEqual({
        entry: { kind: "link", target },
        state: "whole",
        content: "",
      });
    }
  });

  test("a folder, and what is in it is not read", () => {
    write("folder/file", "inside");
    expect(read([tar("folder", "pax")])).toEqual({ entry: { kind: "other" }, state: "whole", content: "" });
  });

  test("an empty file, and one of exactly a block", () => {
    expect(read([tar(write("empty", ""), "pax")])).toMatchObject({ entry: { size: 0 }, state: "whole" });
    const block = "x".repeat(512);
    expect(read([tar(write("block", block), "gnu")])).toMatchObject({ state: "whole", content: block });
  });

  test("what was cut anywhere is the same", () => {
    const archive = tar(write(LONG, "deep"), "pax");
    const whole = read([archive]);
    fc.assert(
      fc.property(fc.array(fc.nat(archive.length), { maxLength: 20 }), (cuts) => {
        const at = [0, ...cuts.toSorted((left, right) => left - right), archive.length];
        const chunks = at.slice(1).map((end, index) => archive.subarray(at[index], end));
        expect(read(chunks)).toEqual(whole);
      }),
    );
  });

  test("a file of 8 GiB or more, by GNU's own number", () => {
    const size = Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0]);
    expect(read([header({ type: "0", size })]).entry).toEqual({ kind: "file", size: 3 * 2 ** 32 });
  });

  test("a file with holes is none that could be compared", () => {
    const sparse = header({ type: "S", size: "0000010" });
    expect(read([sparse]).entry).toEqual({ kind: "other" });
    const record = Buffer.alloc(512);
    record.write("22 GNU.sparse.major=1\n");
    const pax = [header({ type: "x", size: "0000026" }), record, header({ type: "0", size: "0000010" })];
    expect(read(pax).entry).toEqual({ kind: "other" });
  });

  test("is not there while half of it has come", () => {
    const archive = tar(write("file", "hello\n"), "ustar");
    expect(read([archive.subarray(0, 511)])).toEqual({ entry: undefined, state: "open", content: "" });
    expect(read([archive.subarray(0, 515)])).toMatchObject({ state: "open", content: "hel" });
  });

  test("is not there in what is no archive", () => {
    expect(read([Buffer.alloc(1024)])).toEqual({ entry: undefined, state: "broken", content: "" });
    expect(read([Buffer.from("x".repeat(600))])).toMatchObject({ state: "broken" });
    const endless = Array.from({ length: 20 }, () => header({ type: "x", size: "0000000" }));
    expect(read(endless)).toMatchObject({ state: "broken" });
    expect(read([header({ type: "x", size: "7777777" })])).toMatchObject({ state: "broken" });
  });

  test("any bytes, and any change of an archive's, come to an end and throw nothing", () => {
    const archive = tar(write(LONG, "deep"), "pax");
    const changed = fc
      .array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { maxLength: 8 })
      .map((changes) => {
        const copy = Buffer.from(archive);
        for (const [at, byte] of changes) copy[at] = byte;
        return copy;
      });
    const record = fc.uint8Array({ minLength: 512, maxLength: 512 }).map((bytes) => {
      const after = header({ type: "0", size: "0000004" });
      return Buffer.concat([header({ type: "x", size: "0001000" }), bytes, after, Buffer.from("deep")]);
    });
    const bytes = fc.uint8Array({ maxLength: 2_000 }).map((all) => Buffer.from(all));
    fc.assert(
      fc.property(fc.oneof(changed, record, bytes), (any) => {
        const { entry, state, content } = read([any]);
        if (state === "whole" && entry?.kind === "file") expect(content).toHaveLength(entry.size);
      }),
      { numRuns: 1_000 },
    );
  });
});
