import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BuildGraph, GraphVertex } from "../../../../../src/core/build/progress/graph.ts";
import { buildSteps, measure } from "../../../../../src/core/build/progress/measure.ts";
import { inspected, recordedGraph } from "./recorded.ts";

const HISTORIES = ["cold", "warm", "code", "fail", "cancel", "two-1", "two-2", "odd"];

function graphOf(...vertexes: readonly Partial<GraphVertex>[]): BuildGraph {
  const all = vertexes.map(
    (facts, index): GraphVertex => ({
      digest: `${index}`,
      name: "",
      inputs: [],
      intervals: [],
      cached: false,
      lastLines: [],
      ...facts,
    }),
  );
  return { vertexes: new Map(all.map((each) => [each.digest, each])), imageIds: [], text: [] };
}

/** `builder 2/3 RUN cargo build: done`. */
function stepsOf(graph: BuildGraph, options?: Parameters<typeof buildSteps>[1]): string[] {
  return buildSteps(graph, options).map(({ stage, number, of, text, cached, state }) => {
    const words = text.split(" ").slice(0, 2).join(" ");
    return `${stage} ${number}/${of} ${words}: ${cached ? "cached" : state}`;
  });
}

const BASE = [
  "base 1/3 FROM docker.io/devloop-test/busybox:4b76797a81a8: done",
  "base 2/3 WORKDIR /app: cached",
];
const REST = [
  "planner 1/2 COPY .: ",
  "planner 2/2 RUN cat: ",
  "builder 1/4 COPY --from=planner: ",
  "builder 2/4 RUN for: ",
  "builder 3/4 COPY src: ",
];
const BUILD = "builder 4/4 RUN cat: ";
const RUNTIME = "runtime 1/1 COPY --from=builder: ";

describe("against buildx's own history", () => {
  it.each(HISTORIES)("%s has its counts and times", (name) => {
    const graph = recordedGraph(`history-${name}.jsonl`);
    const told = inspected(name);
    const vertexes = [...graph.vertexes.values()];
    expect({
      total: vertexes.length,
      completed: vertexes.filter(({ intervals }) => intervals.some(({ to }) => to !== undefined)).length,
      cached: vertexes.filter(({ cached }) => cached).length,
    }).toEqual({
      total: told.NumTotalSteps,
      completed: told.NumCompletedSteps,
      cached: told.NumCachedSteps,
    });
    const { cached, startedAt = 0, endedAt = 0 } = measure(graph);
    expect(cached).toBe(told.NumCachedSteps);
    expect(Math.abs(startedAt - Date.parse(told.StartedAt))).toBeLessThan(15);
    expect(Math.abs(endedAt - Date.parse(told.CompletedAt))).toBeLessThan(15);
  });

  it("a build that was followed live comes to the same as one that was read afterwards", () => {
    const [live, later] = [recordedGraph("history-code-live.jsonl"), recordedGraph("history-code.jsonl")];
    expect(buildSteps(live)).toEqual(buildSteps(later));
    expect(measure(live)).toEqual(measure(later));
  });
});

describe("recorded builds", () => {
  it("cold", () => {
    const graph = recordedGraph("history-cold.jsonl");
    const all = [...REST, BUILD, RUNTIME].map((step) => `${step}done`);
    expect(stepsOf(graph)).toEqual([...BASE, "base 3/3 RUN echo: done", ...all]);
    const { startedAt, endedAt, exportTime, ...numbers } = measure(graph);
    expect(numbers).toEqual({
      cached: 1,
      begun: 10,
      contextBytes: 127,
      imageIds: [expect.stringMatching(/^sha256:8ed6e19a/)],
    });
    expect([(endedAt ?? 0) - (startedAt ?? 0), exportTime]).toEqual([1_524, 17]);
    expect(buildSteps(graph).find(({ text }) => text.startsWith("RUN for"))?.duration).toBe(816);
  });

  it("warm", () => {
    const steps = [...REST, BUILD, RUNTIME].map((step) => `${step}cached`);
    const graph = recordedGraph("history-warm.jsonl");
    expect(stepsOf(graph)).toEqual([...BASE, "base 3/3 RUN echo: cached", ...steps]);
    // Of FROM it is told only where its files were needed.
    expect(measure(graph)).toMatchObject({ cached: 9, begun: 10 });
  });

  it.each([
    ["fail", "failed", "failed"],
    ["cancel", "cancelled", "cancelled"],
  ] as const)("%s", (name, ended, state) => {
    const graph = recordedGraph(`history-${name}.jsonl`);
    const before = [...BASE, "base 3/3 RUN echo: cached", ...REST.map((step) => `${step}done`)];
    expect(stepsOf(graph, { ended })).toEqual([...before, `${BUILD}${state}`, `${RUNTIME}waiting`]);
    expect(measure(graph)).toMatchObject({ cached: 2, begun: 9, imageIds: [] });
    expect(measure(graph)).not.toHaveProperty("exportTime");
  });

  it.each(["compose240-fail.jsonl", "compose226-fail.json", "plain-compose240-fail.stdout"])(
    "%s: the same from Compose's own output",
    (name) => {
      const graph = recordedGraph(name);
      const steps = stepsOf(graph, { ended: "failed" });
      expect(steps.filter((step) => step !== `${RUNTIME}waiting`)).toEqual([
        ...BASE,
        "base 3/3 RUN echo: cached",
        ...REST.map((step) => `${step}done`),
        `${BUILD}failed`,
      ]);
      const failed = [...graph.vertexes.values()].find(({ error }) => error !== undefined);
      expect(failed?.error).toMatch(/did not complete successfully: exit code: 101$/);
      expect(failed?.lastLines.at(-1)).toBe("error[E0308]: mismatched types");
    },
  );

  it("cancelled, of which Compose prints no more: what was at work is not any more", () => {
    const graph = recordedGraph("compose240-cancel.jsonl");
    expect(stepsOf(graph).at(-2)).toBe(`${BUILD}running`);
    expect(stepsOf(graph, { ended: "cancelled" }).at(-2)).toBe(`${BUILD}cancelled`);
  });

  it("two services at once, whose shared steps count once", () => {
    const graph = recordedGraph("compose240-two.jsonl");
    expect(stepsOf(graph)).toHaveLength(10);
    expect(measure(graph)).toMatchObject({ cached: 2, begun: 10, contextBytes: 137 });
    expect(measure(graph).imageIds).toHaveLength(2);
    // As the history of each of them has it.
    const alone = buildSteps(recordedGraph("history-two-1.jsonl"));
    const shared = new Map(buildSteps(graph).map((step) => [step.digest, step]));
    for (const { digest, stage, number, duration } of alone) {
      expect(shared.get(digest)).toMatchObject({ stage, number });
      expect(Math.abs((shared.get(digest)?.duration ?? 0) - duration)).toBeLessThanOrEqual(5);
    }
  });

  it("links, heredocs", () => {
    const graph = recordedGraph("history-odd.jsonl");
    expect(buildSteps(graph).map(({ stage, text }) => `${stage}: ${text}`)).toEqual([
      "base: FROM docker.io/devloop-test/busybox:4b76797a81a8",
      "base: RUN --mount=type=cache,target=/cache <<X (echo hello 21188562...)",
      "base: COPY --link a.txt /a.txt",
      "base: ADD --link a.txt /b.txt",
      "base: WORKDIR /w",
      "stage-1: COPY --link --from=Base /a.txt /a",
      "stage-1: COPY --from=Base /b.txt /b",
    ]);
    const run = [...graph.vertexes.values()].find(({ name }) => name.includes("RUN"));
    expect(run?.lastLines).toEqual(["hello 21188562", "no newline"]);
  });
});

describe("steps", () => {
  it.each([
    ["[2/3] RUN a &&     b", ["", 2, 3, "RUN a && b"]],
    ["[builder 2/3] RUN a\n b", ["builder", 2, 3, "RUN a b"]],
    ["[server builder 2/3] RUN a", ["builder", 2, 3, "RUN a"]],
    ["[server 2/3] RUN a", ["", 2, 3, "RUN a"]],
    ["[linux/arm64 builder 2/3] RUN a", ["builder", 2, 3, "RUN a"]],
    ["[server linux/arm64 builder 2/3] RUN a", ["builder", 2, 3, "RUN a"]],
    ["[linux/arm64 2/3] RUN a", ["", 2, 3, "RUN a"]],
  ])("%s", (name, expected) => {
    const graph = graphOf({ name }, { name: "[server internal] load .dockerignore" });
    expect(buildSteps(graph).map(({ stage, number, of, text }) => [stage, number, of, text])).toEqual([
      expected,
    ]);
  });

  it.each([
    "[internal] load build context",
    "[server internal] load metadata for docker.io/library/rust:1",
    "exporting to image",
    "[server] exporting to image",
    "importing cache manifest from x",
    "docker-image://docker.io/docker/dockerfile:1",
    "[auth] library/rust:pull token",
    "resolving provenance for metadata file",
  ])("%s is none", (name) => {
    expect(buildSteps(graphOf({ name }))).toEqual([]);
  });

  it("of one stage keep its name, where no target is put in front", () => {
    expect(buildSteps(graphOf({ name: "[server 2/3] RUN a" }))[0]?.stage).toBe("server");
  });

  it("last until now, or until the last that was told", () => {
    const graph = graphOf(
      { name: "[1/2] RUN a", intervals: [{ from: 100, to: 150 }, { from: 200 }] },
      { name: "x", intervals: [{ from: 210, to: 260 }] },
    );
    expect(buildSteps(graph, { now: 1_200 })[0]).toMatchObject({
      duration: 1_050,
      state: "running",
      startedAt: 100,
    });
    expect(buildSteps(graph)[0]?.duration).toBe(110);
    expect(buildSteps(graph, { now: 1_200, ended: "failed" })[0]).toMatchObject({
      duration: 110,
      state: "cancelled",
    });
  });

  it("that were cancelled because another one failed are not said to have failed", () => {
    const error = 'process "/bin/sh -c b" did not complete successfully: exit code: 137: context canceled';
    expect(stepsOf(graphOf({ name: "[1/2] RUN b", error }), { ended: "failed" })).toEqual([
      " 1/2 RUN b: cancelled",
    ]);
  });

  it("come after those that they are made of, each once, whatever is said of inputs", () => {
    const inputs = fc.array(fc.array(fc.nat(12), { maxLength: 3 }), { maxLength: 12 });
    fc.assert(
      fc.property(inputs, (all) => {
        // Only ever of earlier ones: no circles.
        const graph = graphOf(
          ...all.map((each, index) => ({
            name: `[${index}/9] RUN`,
            inputs: each.filter((input) => input < index).map(String),
          })),
        );
        const order = buildSteps(graph).map(({ digest }) => digest);
        expect(order.toSorted()).toEqual([...graph.vertexes.keys()].toSorted());
        for (const { digest, inputs: own } of graph.vertexes.values()) {
          for (const input of own) expect(order.indexOf(input)).toBeLessThan(order.indexOf(digest));
        }
      }),
    );
    const circle = graphOf(
      { name: "[1/2] A", inputs: ["1"] },
      { name: "[2/2] B", inputs: ["0", "0", "none"] },
    );
    expect(buildSteps(circle)).toHaveLength(2);
  });

  it("may be many", () => {
    const chain = Array.from({ length: 5_000 }, (_, index) => ({
      name: `[${index}/9] RUN`,
      inputs: [`${index + 1}`],
    }));
    expect(buildSteps(graphOf(...chain))).toHaveLength(5_000);
  });
});

describe("a build of which nothing was told", () => {
  it("has no measure", () => {
    expect(measure(graphOf())).toEqual({ cached: 0, begun: 0, imageIds: [] });
  });
});
