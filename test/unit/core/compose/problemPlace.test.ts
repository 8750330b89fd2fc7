import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { composeProblem } from "../../../../src/core/compose/failure.ts";
import { locateProblem } from "../../../../src/core/compose/problemPlace.ts";
import { type PlaceCase, placeCases, RECORDED_IN } from "./placeCases.ts";

const CASES = await placeCases();

function locate(problem: string, { files }: PlaceCase) {
  const texts = new Map(files.map(({ name, text }) => [path.posix.join(RECORDED_IN, name), text]));
  const given = files.filter((file) => file.given).map(({ name }) => path.posix.join(RECORDED_IN, name));
  const projectDir = path.posix.dirname(given[0] ?? RECORDED_IN);
  return locateProblem(problem, { files: given, projectDir }, async (file) => texts.get(file));
}

const set = (file: string) => ({ files: [file], projectDir: path.dirname(file) });

describe("the place of a problem in the files", () => {
  it("was recorded with two versions of Compose", () => {
    const versions = CASES.flatMap(({ said }) => said.map(({ version }) => version));
    expect([...new Set(versions)].sort()).toEqual(["2.26.1", "2.40.3"]);
    expect(CASES.length).toBeGreaterThan(150);
  });

  const recorded = CASES.flatMap((each) => each.said.map((said) => ({ ...said, each, title: each.title })));

  it.each(recorded)("$title ($version)", async ({ stderr, each }) => {
    const place = each.place && { ...each.place, file: path.posix.join(RECORDED_IN, each.place.file) };
    // A fault of Compose's own has no place.
    const expected = stderr.startsWith("panic:") ? undefined : place;
    expect(await locate(stderr, each)).toEqual(expected);
    expect(await locate(composeProblem(stderr, 15), each), composeProblem(stderr, 15)).toEqual(expected);
  });

  it("is the first of several faults that Compose tells in any order", async () => {
    const text = "services:\n  web:\n    image: x\n    portz: []\n    volumez: []\n  db:\n    image: y\n";
    const at = async (problem: string) => {
      const place = await locateProblem(problem, set("/shop/compose.yaml"), async () => text);
      return place && `${place.line}:${place.column}`;
    };
    // Compose 2.40.3, the same files several times.
    const unknown = (names: string) =>
      `validating /shop/compose.yaml: services.web additional properties ${names} not allowed`;
    expect(await at(unknown("'portz', 'volumez'"))).toBe("4:5");
    expect(await at(unknown("'volumez', 'portz'"))).toBe("4:5");
    // Of these it tells one.
    const used = (service: string) =>
      `services.${service}: container name "same" is already in use by service {}"`;
    expect([await at(used("web")), await at(used("db"))]).toEqual(["2:3", "6:3"]);
  });

  it("is a word of the file", () => {
    for (const { title, place, files } of CASES) {
      if (place === undefined) continue;
      const line = files.find(({ name }) => name === place.file)?.text?.split(/\r?\n/)[place.line - 1] ?? "";
      if (line !== "") expect(line.charAt(place.column - 1), title).toMatch(/[^ ]/);
    }
  });
});

describe("a file that can't be looked at", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "devloop-place-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const said = (file: string) => `validating ${file}: services.web must be a mapping`;

  it("has a place as long as it is a text of a reasonable size", async () => {
    const file = path.join(folder, "compose.yaml");
    await writeFile(file, "services:\n  web: 1\n");
    expect(await locateProblem(said(file), set(file))).toEqual({ file, line: 2, column: 8 });
  });

  it("has none where it is missing, a folder, too large, or no UTF-8", async () => {
    const missing = path.join(folder, "missing.yaml");
    const isFolder = path.join(folder, "folder.yaml");
    const large = path.join(folder, "large.yaml");
    const latin1 = path.join(folder, "latin1.yaml");
    await mkdir(isFolder);
    await writeFile(large, `services:\n  web: 1\n${"# more\n".repeat(300_000)}`);
    await writeFile(latin1, Buffer.from("services:\n  web: 1 # gr\xfcn\n", "latin1"));
    for (const file of [missing, isFolder, large, latin1]) {
      expect(await locateProblem(said(file), set(file))).toBeUndefined();
    }
  });

  it("has none where no file is given, or reading fails", async () => {
    expect(
      await locateProblem("services must be a mapping", { files: [], projectDir: "/shop" }),
    ).toBeUndefined();
    const reading = () => Promise.reject(new Error("no"));
    expect(
      await locateProblem("services must be a mapping", set("/shop/compose.yaml"), reading),
    ).toBeUndefined();
  });

  it("has none for words that name no place", async () => {
    const read = async () => "services:\n  web:\n    image: busybox\n";
    for (const words of ["", "no idea", "unknown docker command", "Cannot connect to the Docker daemon"]) {
      expect(await locateProblem(words, set("/shop/compose.yaml"), read)).toBeUndefined();
    }
  });
});

describe("whatever the words and the files are", () => {
  const file = "/shop/compose.yaml";
  const fragments = fc.constantFrom(
    "services",
    "services:\n",
    "  web:\n",
    "    image: x\n",
    "<<: *a\n",
    "&a ",
    "*a",
    "[",
    "]",
    "{",
    "}",
    '"',
    "- ",
    ": ",
    "\n",
    "\t",
    ".",
    "[]",
    "extends:\n      service: web\n",
    "include: [compose.yaml]\n",
  );
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.array(fc.oneof(fragments, fc.string({ maxLength: 4 }))).map((parts) => parts.join("")),
  );
  const words = fc.oneof(
    text,
    fc.constantFrom(...CASES.flatMap(({ said }) => said.map(({ stderr }) => stderr))),
    fc
      .tuple(fc.constantFrom("yaml: line 3: ", 'service "web" refers to undefined ', "services.web."), text)
      .map((parts) => parts.join("")),
  );

  it("it never throws, and a place is within the file", async () => {
    await fc.assert(
      fc.asyncProperty(words, text, async (problem, content) => {
        const place = await locateProblem(problem, set(file), async () => content);
        if (place === undefined) return;
        const lines = content.split("\n");
        expect(place.line).toBeLessThanOrEqual(lines.length);
        expect(place.line).toBeGreaterThan(0);
        expect(place.column).toBeGreaterThan(0);
        expect(place.column).toBeLessThanOrEqual((lines[place.line - 1]?.length ?? 0) + 1);
      }),
      { numRuns: 1000 },
    );
  });

  it("neither brackets nor aliases by the thousand keep it busy", async () => {
    const deep = "[".repeat(20_000);
    const levels = Array.from({ length: 60 }, (_, n) => `x${n + 1}: &x${n + 1}\n  <<: [*x${n}, *x${n}]\n`);
    const laughs = `x0: &x0 { image: y }\n${levels.join("")}services:\n  web: *x60\n`;
    const inside = "x: &x\n  <<: *x\nservices: &s\n  web:\n    extends: web\n    <<: *s\n";
    for (const content of [deep, laughs, inside]) {
      await locateProblem(
        "services.web additional properties 'portz' not allowed",
        set(file),
        async () => content,
      );
      await locateProblem("yaml: line 3: did not find expected key", set(file), async () => content);
      await locateProblem("services.web.[].[].[]: no", set(file), async () => content);
    }
  });
});
