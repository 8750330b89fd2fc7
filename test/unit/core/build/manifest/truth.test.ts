import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Context, NEVER, type Operation } from "./context.ts";

let context: Context;

beforeEach(() => {
  context = new Context();
});

afterEach(() => {
  context.dispose();
});

const FILES = ["a", "b", "one/a", "one/b", "one/deep/a", "two/a", "two/b"];
const name = fc.constantFrom(...FILES, "new", "one/new", "one", "two", "one/deep", "three");
const text = fc.constantFrom("", "x", "y", "xx");
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("write", "touch", "replace", "chmod", "remove"),
    file: name,
    text,
  }),
  fc.record({ kind: fc.constantFrom("move", "swap", "link"), file: name, to: name }),
);
const operations = fc.array(operation, { minLength: 1, maxLength: 6 });

function fresh(): void {
  context.dispose();
  context = new Context();
  context.write({ Dockerfile: "FROM scratch\nCOPY . .\n" });
  for (const [index, file] of FILES.entries()) context.write({ [file]: index % 2 === 0 ? "x" : "y" });
}

test("whatever was done to files since, what is said to have changed is what differs", async () => {
  await fc.assert(
    fc.asyncProperty(operations, async (done) => {
      fresh();
      const startedAt = context.start();
      const before = context.content();
      const manifest = await context.window().take(context.source, startedAt, NEVER);
      if (manifest === undefined) throw new Error("There is no manifest.");
      expect(new Map([...manifest.files].map(([file, { hash }]) => [file, hash]))).toEqual(before);
      for (const each of done) context.apply(each);
      const after = context.content();
      const differing = [...new Set([...before.keys(), ...after.keys()])]
        .filter((file) => before.get(file) !== after.get(file))
        .map((file) => {
          const kind = before.has(file) ? (after.has(file) ? "changed" : "removed") : "added";
          return `${kind} ${file}`;
        });
      const { changed, unsure, incomplete } = await context.window().compare(manifest, NEVER);
      const said = changed.map(({ file, kind }) => `${kind} ${path.relative(context.folder, file)}`);
      expect(said.sort()).toEqual(differing.sort());
      expect({ unsure, incomplete }).toEqual({ unsure: [], incomplete: undefined });
      const { changed: touched } = await context.window().touchedSince(context.source, startedAt, NEVER);
      // What differs was touched, or the folder that it was in.
      if (differing.length > 0) expect(touched.length).toBeGreaterThan(0);
    }),
    { numRuns: 25 },
  );
}, 60_000);

test("whatever is done while it is built, a hash is one of its start, and what is missing is said", async () => {
  await fc.assert(
    fc.asyncProperty(operations, operations, async (during, later) => {
      fresh();
      const startedAt = context.start();
      const before = context.content();
      for (const each of during) context.apply(each);
      const manifest = await context.window().take(context.source, startedAt, NEVER);
      if (manifest === undefined) throw new Error("There is no manifest.");
      const unsure = new Set(manifest.unsure);
      for (const [file, { hash }] of manifest.files) {
        if (hash !== undefined) expect(hash, file).toBe(before.get(file));
      }
      for (const file of before.keys()) {
        let folder = path.dirname(context.path(file));
        while (folder.length > context.folder.length && !unsure.has(folder)) folder = path.dirname(folder);
        const isKnown = manifest.files.has(file) || unsure.has(folder);
        expect(isKnown, `${file} is missing`).toBe(true);
      }
      for (const each of later) context.apply(each);
      const difference = await context.window().compare(manifest, NEVER);
      const after = context.content();
      const isSame =
        before.size === after.size && [...before].every(([file, content]) => after.get(file) === content);
      const isSaidSame = difference.changed.length + difference.unsure.length === 0;
      if (isSaidSame) expect(isSame).toBe(true);
      for (const { file } of difference.changed) {
        const name = path.relative(context.folder, file);
        expect(after.get(name), name).not.toBe(before.get(name));
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);
