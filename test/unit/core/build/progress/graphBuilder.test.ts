import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../../../../../src/core/build/progress/graphBuilder.ts";
import type { ProgressItem, Vertex } from "../../../../../src/core/build/progress/item.ts";
import { graphOf, recordedGraph } from "./recorded.ts";

function vertex(facts: Partial<Vertex>): ProgressItem {
  return { kind: "vertex", vertex: { digest: "a", name: "", inputs: [], cached: false, ...facts } };
}

function log(text: string, stream: "stdout" | "stderr" = "stdout"): ProgressItem {
  return { kind: "log", log: { vertex: "a", stream, text } };
}

function status(id: string, current = 0, digest = "a"): ProgressItem {
  return { kind: "status", status: { id, vertex: digest, current, total: 0 } };
}

function one(...items: readonly ProgressItem[]) {
  return graphOf(items).vertexes.get("a");
}

function lastLines(...items: readonly ProgressItem[]): readonly string[] | undefined {
  return one(...items)?.lastLines;
}

describe("a vertex", () => {
  it("is put together from all that was said of it", () => {
    const said = one(
      vertex({ name: "[1/2] RUN", inputs: ["b"] }),
      vertex({ startedAt: 1 }),
      vertex({ startedAt: 1, completedAt: 5, cached: true }),
    );
    expect(said).toEqual({
      digest: "a",
      name: "[1/2] RUN",
      inputs: ["b"],
      intervals: [{ from: 1, to: 5 }],
      cached: true,
      lastLines: [],
    });
  });

  it("keeps its first name", () => {
    expect(one(vertex({ name: "[one 1/2] RUN" }), vertex({ name: "[two 1/2] RUN" }))?.name).toBe(
      "[one 1/2] RUN",
    );
  });

  it("can be begun twice", () => {
    const intervals = one(
      vertex({ startedAt: 1, completedAt: 2 }),
      vertex({ startedAt: 5 }),
      vertex({ startedAt: 5, completedAt: 7 }),
    )?.intervals;
    expect(intervals).toEqual([
      { from: 1, to: 2 },
      { from: 5, to: 7 },
    ]);
  });

  it("has ended, though its begin is said again", () => {
    const said = [vertex({ startedAt: 1, completedAt: 3, error: "no" }), vertex({ startedAt: 1 })];
    expect(one(...said)).toMatchObject({ intervals: [{ from: 1, to: 3 }], error: "no" });
  });

  it("that two targets share is at work once", () => {
    const said = [
      vertex({ startedAt: 1 }),
      vertex({ startedAt: 1.1 }),
      vertex({ startedAt: 1, completedAt: 3 }),
    ];
    expect(one(...said)?.intervals).toEqual([{ from: 1 }]);
    expect(one(...said, vertex({ startedAt: 1.1, completedAt: 3.1 }))?.intervals).toEqual([
      { from: 1, to: 3.1 },
    ]);
  });

  it("that failed is well again once it has ended without an error", () => {
    const failed = vertex({ startedAt: 1, completedAt: 2, error: "no" });
    expect(one(failed, vertex({ startedAt: 3 }))?.error).toBe("no");
    expect(one(failed, vertex({ startedAt: 3, completedAt: 4 }))?.error).toBeUndefined();
    expect(one(failed, vertex({ startedAt: 1.1, completedAt: 2.1 }))?.error).toBe("no");
  });

  it("has rather failed than been cancelled", () => {
    const failed = vertex({ startedAt: 1, completedAt: 2, error: "exit code: 1" });
    const cancelled = vertex({ startedAt: 1, completedAt: 2, error: "rpc: context canceled" });
    expect(one(failed, cancelled)?.error).toBe("exit code: 1");
    expect(one(cancelled, failed)?.error).toBe("exit code: 1");
  });
});

describe("what a command printed", () => {
  it("comes in whole lines, wherever it was cut, each stream by itself", () => {
    const items = [log("one\nt"), log("err\n", "stderr"), log("wo\nthr")];
    expect(lastLines(vertex({ startedAt: 1 }), ...items)).toEqual(["one", "err", "two"]);
    expect(lastLines(...items, vertex({ startedAt: 1, completedAt: 2 }))).toEqual([
      "one",
      "err",
      "two",
      "thr",
    ]);
  });

  it("is what a terminal would show of it", () => {
    expect(lastLines(log("\u001b[32mgr\u00fcn\u001b[0m \u2713\r\n10%\r50%\r100%\na\tb\u0007\n"))).toEqual([
      "gr\u00fcn \u2713",
      "100%",
      "a\tb",
    ]);
  });

  it("is bounded", () => {
    const lines = lastLines(
      ...Array.from({ length: 200 }, (_, index) => log(`${index}\n`)),
      log("x".repeat(9_000)),
      log("x".repeat(9_000)),
      log("\n"),
      log(`${"#\r".repeat(9_000)}`),
      log("end\n"),
    );
    expect(lines).toHaveLength(50);
    expect(lines?.slice(-3)).toEqual(["199", "x".repeat(2_000), "end"]);
  });
});

describe("a graph", () => {
  it("has the bytes of all contexts, of each the last that was said", () => {
    const graph = graphOf([
      vertex({ name: "[internal] load build context" }),
      vertex({ digest: "b", name: "[two internal] load build context" }),
      vertex({ digest: "c", name: "[internal] load .dockerignore" }),
      status("transferring context:", 10),
      status("transferring context:", 25),
      status("transferring context:", 5, "b"),
      status("transferring context:", 2, "c"),
      status("transferring dockerfile:", 3),
      status("transferring context:", 9, "unknown"),
    ]);
    expect(graph.contextBytes).toBe(30);
    expect(graphOf([vertex({ digest: "c", name: "[internal] load .dockerignore" })])).not.toHaveProperty(
      "contextBytes",
    );
  });

  it("has the image's ids", () => {
    const id = (digit: string) => `sha256:${digit.repeat(64)}`;
    const said = [
      `exporting manifest ${id("1")}`,
      `exporting config ${id("2")}`,
      `exporting attestation manifest ${id("3")}`,
      `exporting manifest list ${id("4")}`,
      `writing image ${id("5")}`,
      `writing image ${id("5")}`,
      "naming to docker.io/library/app",
    ];
    expect(graphOf(said.map((each) => status(each))).imageIds).toEqual([id("1"), id("2"), id("4"), id("5")]);
  });

  it("does not change after it was given, and shares what has not changed since", () => {
    const builder = new GraphBuilder();
    builder.apply(vertex({ startedAt: 1 }));
    builder.apply(vertex({ digest: "b" }));
    const before = builder.graph;
    expect(builder.graph).toBe(before);
    builder.apply(log("one\n"));
    expect(before.vertexes.get("a")?.lastLines).toEqual([]);
    expect(builder.graph.vertexes.get("a")?.lastLines).toEqual(["one"]);
    expect(builder.graph.vertexes.get("b")).toBe(before.vertexes.get("b"));
  });

  it("keeps the last lines that are no progress, without escapes", () => {
    const lines = Array.from(
      { length: 300 },
      (_, index): ProgressItem => ({ kind: "text", line: `${index}` }),
    );
    const { text } = graphOf([...lines, { kind: "text", line: "\u001b[31mERROR\u001b[0m" }]);
    expect(text).toHaveLength(200);
    expect(text.slice(-2)).toEqual(["299", "ERROR"]);
  });

  it("is bounded, whatever is said", () => {
    const builder = new GraphBuilder();
    for (let count = 0; count < 6_000; count++) {
      builder.apply(vertex({ digest: `${count}`, name: "x".repeat(10_000), error: "y".repeat(10_000) }));
      builder.apply(vertex({ startedAt: count, completedAt: count + 0.5 }));
      builder.apply(status(`writing image sha256:${String(count).padStart(64, "0")}`));
    }
    const { vertexes, imageIds } = builder.graph;
    expect([vertexes.size, imageIds.length, vertexes.get("a")?.intervals.length]).toEqual([5_000, 50, 100]);
    expect(vertexes.get("0")).toMatchObject({ name: "x".repeat(4_000), error: "y".repeat(8_000) });
  });

  it("of a recorded failure has its text", () => {
    const { text } = recordedGraph("buildx029-parse.jsonl");
    expect(text[0]).toBe("Bad:2");
    expect(text.at(-1)).toMatch(/^ERROR: failed to build: failed to solve: dockerfile parse error on line 2/);
  });
});
