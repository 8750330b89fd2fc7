import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProgressDecoder } from "../../../../../src/core/build/progress/decoder.ts";
import type { ProgressItem } from "../../../../../src/core/build/progress/item.ts";
import { decoded, NOW, RECORDINGS, recorded } from "./recorded.ts";

/** Longer ones are cut at every byte in the full run only. */
const LONGEST = process.env["DEVLOOP_TEST"] === "full" ? Number.POSITIVE_INFINITY : 2_500;

const VERTEX = {
  digest: "sha256:aa",
  inputs: ["sha256:bb"],
  name: '[builder 2/3] RUN echo "}{" && \\',
  started: "2026-11-21T07:03:01.899773532Z",
  completed: "2026-11-21T07:03:02Z",
};
const READ: ProgressItem = {
  kind: "vertex",
  vertex: {
    digest: "sha256:aa",
    name: VERTEX.name,
    inputs: ["sha256:bb"],
    cached: false,
    startedAt: Date.UTC(2026, 10, 21, 7, 3, 1) + 899.773532,
    completedAt: Date.UTC(2026, 10, 21, 7, 3, 2),
  },
};

function read(text: string): ProgressItem[] {
  return decoded(Buffer.from(text));
}

function textOf(items: readonly ProgressItem[]): string[] {
  return items.flatMap((item) => (item.kind === "text" ? [item.line] : []));
}

function base64(text: string | Buffer): string {
  return Buffer.from(text).toString("base64");
}

describe("BuildKit's progress", () => {
  const line = JSON.stringify({ vertexes: [VERTEX] });

  it.each([
    ["in a line", `${line}\n`],
    ["in a line with a carriage return", `${line}\r\n`],
    ["without a line end", line],
    ["over many lines", `${JSON.stringify({ vertexes: [VERTEX] }, null, 2)}\n`],
    ["over many lines, with tabs", JSON.stringify({ vertexes: [VERTEX] }, null, "\t")],
  ])("is read %s", (_, text) => {
    expect(read(text)).toEqual([READ]);
  });

  it("is read with text behind it, and between", () => {
    const pretty = JSON.stringify({ vertexes: [VERTEX] }, null, 2);
    expect(read(`${line}failed to solve: {\n${pretty} and text\n${line}${line} {"a\nend`)).toEqual([
      READ,
      { kind: "text", line: "failed to solve: {" },
      READ,
      { kind: "text", line: "and text" },
      READ,
      READ,
      { kind: "text", line: '{"a' },
      { kind: "text", line: "end" },
    ]);
  });

  it("is read behind an object that was cut off", () => {
    const cut = '{\n  "vertexes": [\n    {\n';
    expect(read(`${cut}${line}\n`)).toEqual([...textItems(cut), READ]);
    expect(read(`${cut}canceled\n${line}\n`)).toEqual([...textItems(cut), ...textItems("canceled"), READ]);
  });

  it("has a cached vertex, and one that failed", () => {
    const vertexes = [
      { digest: "a", cached: true },
      { digest: "b", error: "no" },
    ];
    expect(read(JSON.stringify({ vertexes }))).toEqual([
      { kind: "vertex", vertex: { digest: "a", name: "", inputs: [], cached: true } },
      { kind: "vertex", vertex: { digest: "b", name: "", inputs: [], cached: false, error: "no" } },
    ]);
  });

  it("has statuses; the zero time is none", () => {
    const zero = "0001-01-01T00:00:00Z";
    const status = { id: "reading from stdin", vertex: "a", current: 5, timestamp: zero, started: zero };
    expect(read(JSON.stringify({ statuses: [status] }))).toEqual([
      { kind: "status", status: { id: "reading from stdin", vertex: "a", current: 5, total: 0 } },
    ]);
  });

  it("has output, in which a character may be cut", () => {
    const piece = (stream: number, data: Buffer) =>
      JSON.stringify({ logs: [{ vertex: "a", stream, data: base64(data), timestamp: VERTEX.completed }] });
    const [first, last] = [Buffer.from("grü").subarray(0, 3), Buffer.from("grü").subarray(3)];
    const items = read(
      [piece(1, first), piece(2, Buffer.from("é\n")), piece(1, Buffer.concat([last, Buffer.from("n")]))].join(
        "\n",
      ),
    );
    const at = Date.UTC(2026, 10, 21, 7, 3, 2);
    expect(items).toEqual([
      { kind: "log", log: { vertex: "a", stream: "stdout", text: "gr", at } },
      { kind: "log", log: { vertex: "a", stream: "stderr", text: "é\n", at } },
      { kind: "log", log: { vertex: "a", stream: "stdout", text: "ün", at } },
    ]);
    expect(read(piece(1, first)).at(-1)).toEqual({
      kind: "log",
      log: { vertex: "a", stream: "stdout", text: "\ufffd" },
    });
  });

  it("has warnings", () => {
    const warnings = [{ vertex: "a", level: 1, short: base64("StageNameCasing: no") }];
    expect(read(JSON.stringify({ warnings }))).toEqual(textItems("WARN: StageNameCasing: no"));
  });

  it("is put in order where an object tells of a whole build", () => {
    const time = (second: number) => `2026-11-21T07:03:0${second}Z`;
    const object = {
      vertexes: [
        { digest: "a", name: "one" },
        { digest: "b", name: "two" },
        { digest: "a", name: "one", started: time(1), completed: time(3) },
        { digest: "b", name: "two", started: time(4), completed: time(6) },
      ],
      statuses: [
        { id: "x", vertex: "b", current: 0, timestamp: time(5), started: time(5), completed: time(5) },
      ],
      logs: [{ vertex: "a", stream: 1, data: base64("x"), timestamp: time(2) }],
    };
    const order = read(JSON.stringify(object)).map((item) => {
      if (item.kind === "vertex") {
        const { digest, startedAt, completedAt } = item.vertex;
        return `${digest} ${completedAt ? "ends" : startedAt ? "begins" : "is there"}`;
      }
      return item.kind;
    });
    expect(order).toEqual([
      "a is there",
      "b is there",
      "a begins",
      "log",
      "a ends",
      "b begins",
      "status",
      "b ends",
    ]);
  });

  it("is left out where it is not as it should be", () => {
    const object = {
      vertexes: [
        null,
        5,
        {},
        { digest: 5 },
        { digest: "a", name: 5, inputs: "b", started: 7, cached: "yes" },
      ],
      statuses: [[], { id: "a" }, { id: "a", vertex: "a", current: "5", total: -3 }],
      logs: [{}, { vertex: "a", data: null }],
      warnings: [{}],
    };
    expect(read(JSON.stringify(object))).toEqual([
      { kind: "vertex", vertex: { digest: "a", name: "", inputs: [], cached: false } },
      { kind: "status", status: { id: "a", vertex: "a", current: 0, total: 0 } },
    ]);
    expect(read('{"vertexes":[]}\n{"logs":null}\n{}')).toEqual(textItems('{"logs":null}'));
  });
});

describe("Compose's own lines", () => {
  it("are text", () => {
    expect(read('{"id":"p-app","status":"Built"}\n')).toEqual(textItems("p-app Built"));
    expect(textOf(decoded(recorded("compose240-fail.stderr"))).map((line) => line.slice(0, 26))).toEqual([
      "Dockerfile:13",
      "--------------------",
      "  11 |     RUN for n in 1 ",
      "  12 |     COPY src src",
      "  13 | >>> RUN cat src/* >",
      "  14 |     FROM base AS ru",
      "  15 |     COPY --from=bui",
      "--------------------",
      'failed to solve: process "',
    ]);
  });

  it("say nothing of a build that was cancelled", () => {
    expect(decoded(recorded("compose240-cancel.stderr"))).toEqual([]);
  });

  it("that are unknown stay as they are", () => {
    expect(textOf(read('{"a": 1}\n{\n  "b": [\n  ]\n}\n'))).toEqual([
      '{"a": 1}',
      "{",
      '  "b": [',
      "  ]",
      "}",
    ]);
  });
});

describe("plain progress", () => {
  const begun = {
    digest: "#5",
    name: "[one builder 2/3] RUN make",
    inputs: [],
    startedAt: NOW,
    cached: false,
  };
  const begin = `#5 ${begun.name}\n`;
  const item = (vertex: object): unknown[] => [
    { kind: "vertex", vertex: begun },
    { kind: "vertex", vertex: { ...begun, ...vertex } },
  ];

  it.each([
    ["DONE 3.1s", { completedAt: NOW + 3_100 }],
    ["DONE", { completedAt: NOW }],
    ["CACHED", { cached: true, completedAt: NOW }],
    ["CANCELED", { error: "context canceled", completedAt: NOW }],
    ["ERROR: process failed: exit code: 101", { error: "process failed: exit code: 101", completedAt: NOW }],
  ])("ends with %s", (end, vertex) => {
    expect(read(`${begin}#5 ${end}\n`)).toEqual(item(vertex));
  });

  it("has output, from whose times the vertex's begin is taken off", () => {
    expect(read(`${begin}#5 0.114 warning: x\n#5 12.50\n`).slice(1)).toEqual([
      { kind: "log", log: { vertex: "#5", stream: "stdout", text: "warning: x\n", at: NOW + 114 } },
      { kind: "log", log: { vertex: "#5", stream: "stdout", text: "\n", at: NOW + 12_500 } },
    ]);
  });

  it.each([
    ["transferring context: 16.19MB 0.1s done", "transferring context:", 16_190_000, 0, true],
    ["transferring context: 30B done", "transferring context:", 30, 0, true],
    ["transferring context: 1.04kB", "transferring context:", 1_040, 0, false],
    ["sha256:ab 1.05MB / 3.40MB 0.2s", "sha256:ab", 1_050_000, 3_400_000, false],
    ["exporting layers", "exporting layers", 0, 0, false],
    ["exporting layers 12.3s done", "exporting layers", 0, 0, true],
  ])("has a status: %s", (line, id, current, total, done) => {
    const status = {
      id,
      vertex: "#5",
      current,
      total,
      startedAt: NOW,
      ...(done ? { completedAt: NOW } : {}),
    };
    expect(read(`${begin}#5 ${line}\n`).slice(1)).toEqual([{ kind: "status", status }]);
  });

  it("comes back to a vertex", () => {
    expect(read(`${begin}#5 ...\n\n#6 other\n#6 DONE 0.1s\n\n${begin}#5 CACHED\n`)).toHaveLength(4);
  });

  it("has warnings, and what is about no vertex", () => {
    expect(textOf(read(`#0 building\n${begin}#5 WARN: no\n# a title\n#tag\n`))).toEqual([
      "#0 building",
      "WARN: no",
      "# a title",
      "#tag",
    ]);
  });
});

describe("recordings", () => {
  it.each(RECORDINGS)("%s, byte by byte", (name) => {
    const bytes = recorded(name);
    const everywhere = Array.from({ length: bytes.length }, (_, at) => at);
    expect(decoded(bytes, everywhere)).toEqual(decoded(bytes));
  });

  it("are the same cut at any byte", { timeout: 600_000 }, () => {
    let tried = 0;
    for (const name of RECORDINGS) {
      const bytes = recorded(name);
      if (bytes.length > LONGEST) continue;
      tried++;
      const whole = JSON.stringify(decoded(bytes));
      for (let at = 1; at < bytes.length; at++) {
        const cut = JSON.stringify(decoded(bytes, [at]));
        if (cut !== whole) expect(JSON.parse(cut), `${name} cut at ${at}`).toEqual(JSON.parse(whole));
      }
    }
    expect(tried).toBeGreaterThan(5);
  });

  it.each(RECORDINGS.filter((name) => /^(?:history|compose2\d\d)-.*\.jsonl?$/.test(name)))(
    "%s is nothing but progress",
    (name) => {
      const text = textOf(decoded(recorded(name)));
      expect(text.filter((line) => !line.startsWith("WARN: "))).toEqual([]);
    },
  );
});

describe("any text", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      '"',
      "\\",
      "\n",
      "\r",
      "#5 ",
      "#5 DONE",
      "  ",
      '{"',
      '{"vertexes":[',
      "]}",
    ),
    fc.json(),
    fc.json().map((json) => JSON.stringify(JSON.parse(json), null, 2)),
    fc.constantFrom(JSON.stringify({ vertexes: [VERTEX] }), JSON.stringify({ vertexes: [VERTEX] }, null, 2)),
  );

  it("is decoded without an error, however it is cut", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(400)), (pieces, places) => {
        const bytes = Buffer.from(pieces.join(""));
        const cuts = places.filter((at) => at < bytes.length).sort((a, b) => a - b);
        expect(decoded(bytes, cuts)).toEqual(decoded(bytes));
      }),
      { numRuns: 500 },
    );
  });

  it("that is no JSON takes no progress with it", () => {
    const noise = fc.string({ unit: "grapheme" }).filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 5 }), (lines) => {
        // A line of an unfinished object, and then the next object.
        const items = read([...lines, JSON.stringify({ vertexes: [VERTEX] }), ""].join("\n"));
        expect(items.at(-1)).toEqual(READ);
      }),
    );
  });

  it("is bounded", () => {
    const decoder = new ProgressDecoder(() => NOW);
    const mebibyte = "x".repeat(1024 * 1024);
    const items: ProgressItem[] = [];
    for (let count = 0; count < 40; count++)
      items.push(...decoder.push(`${count === 0 ? '{"a":"' : ""}${mebibyte}`));
    expect(textOf(items).map(({ length }) => length)).toEqual([8_000]);
    expect(decoder.push(`"}\n${JSON.stringify({ vertexes: [VERTEX] })}\n`)).toEqual([READ]);
  });

  it("of an object without an end is given up", () => {
    const decoder = new ProgressDecoder(() => NOW);
    const line = `${`  "${"x".repeat(1_000)}": [\n`.repeat(1_000)}`;
    const items: ProgressItem[] = [...decoder.push('{\n"a": [\n')];
    for (let count = 0; count < 20; count++) items.push(...decoder.push(line));
    expect(textOf(items).length).toBeGreaterThan(16_000);
  });

  it("of brackets in brackets is read in no time", () => {
    for (const deep of ["[", '{"a":', "{", '{"a":[']) {
      const text = deep.repeat(200_000);
      const begun = performance.now();
      expect(read(`${text}\n${text}`).every(({ kind }) => kind === "text")).toBe(true);
      expect(performance.now() - begun).toBeLessThan(2_000);
    }
  });
});

function textItems(text: string): ProgressItem[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ({ kind: "text", line }));
}
