import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { BuildGraph, GraphVertex } from "../../../../../src/core/build/progress/graph.ts";
import { buildSteps } from "../../../../../src/core/build/progress/measure.ts";
import { findBreaker } from "../../../../../src/core/build/why/breaker.ts";
import { tinyChef } from "../../../../engine/build/support/tinyChef.ts";
import { breakersOf } from "./recorded.ts";

const RECIPE = "COPY --from=planner /app/recipe.json recipe.json";
const dockerfileText = tinyChef("shop-base:1");

describe.each(["compose-2.40", "compose-2.26"])("builds by %s", (series) => {
  const builds = breakersOf(series, { dockerfileText });

  test.each([
    ["cold", undefined, "no build before is known."],
    ["nothing", undefined, "All steps were found in the cache."],
    ["code", "COPY . .", "COPY . .: src/main.rs has changed since the build before."],
    ["dependencies", RECIPE, "Cargo.lock has changed since the build before."],
    [
      "argument",
      "RUN --mount=type=cache,target=/cache cat /proc/uptime > /out",
      "The build argument CACHE_BUST is one and was not given before.",
    ],
    [
      "argument",
      expect.stringMatching(/^RUN echo ".* 2" > \/chef$/),
      "VERSION is 2 and was not given before.",
    ],
    [
      "configuration",
      "RUN --mount=type=cache,target=/cache cat /proc/stat > /cooked",
      "In its place stood RUN --mount=type=cache,target=/cache cat /proc/uptime > /cooked.",
    ],
    ["base", expect.stringMatching(/^RUN echo ".* 2" > \/chef$/), "The image shop-base:1 is another one"],
    ["cold", undefined, "the cache was left out or removed."],
  ])("%s: %s", (kind, step, reason) => {
    const index = builds.findIndex((each) => each.kind === kind && each.reason.includes(reason));
    expect(builds[index]).toBeDefined();
    expect(builds[index]?.step).toEqual(step);
  });

  it("are classed in their order", () => {
    const kinds = "cold nothing code dependencies argument argument configuration base cold";
    expect(builds.map(({ kind }) => kind)).toEqual(kinds.split(" "));
  });

  it("name the step by its digest", () => {
    for (const { digest, step, facts } of builds) {
      const named = buildSteps(facts.graph).filter((each) => each.digest === digest);
      expect(named.map(({ text }) => text)).toEqual(digest === undefined ? [] : [step]);
    }
  });

  it("are told without the Dockerfile, too", () => {
    expect(breakersOf(series).map(({ kind }) => kind)).toEqual(builds.map(({ kind }) => kind));
  });

  it("claim no files where none are known", () => {
    const unknown = builds.map(({ facts: { changedFiles: _, ...facts } }) => findBreaker(facts));
    expect(unknown.map(({ kind }) => kind)).toEqual(builds.map(({ kind }) => kind));
    expect(unknown[2]).toMatchObject({
      files: [],
      reason:
        "COPY . .: the files that it takes are not those in the cache; which ones have changed is not known.",
    });
  });

  it("are not cold where the build before failed at the step", () => {
    const [, , code] = builds;
    if (code === undefined) throw new Error("They are recorded.");
    const previous = code.facts.previous;
    if (previous === undefined) throw new Error("It has one before it.");
    // The same build again, after one that was cancelled in its last command.
    const steps = previous.steps.map((step) =>
      step.stage === "builder" ? { ...step, state: "cancelled" as const } : step,
    );
    const told = findBreaker({ ...code.facts, changedFiles: [], previous: { ...previous, steps } });
    expect(told).toMatchObject({
      kind: "unknown",
      step: "COPY . .",
      reason: "COPY . .: the build before did not get past it.",
    });
  });
});

it("an image is another one, which can't be told of an engine that does not name its images", () => {
  const base = breakersOf("compose-2.26")[7];
  if (base?.facts.previous === undefined) throw new Error("It is recorded.");
  const { facts } = base;
  const told = findBreaker({ ...facts, bases: [], previous: { ...base.facts.previous, bases: [] } });
  expect(told).toMatchObject({ kind: "cold" });
  expect(told.reason).toContain(
    "its image is another one under the same name, or the cache was left out or removed",
  );
});

it("code whose output came out the same is still what took the time", () => {
  const [, code, bump] = breakersOf("same-output");
  expect(code).toMatchObject({
    kind: "code",
    reason: "COPY . .: main.rs has changed since the build before. What was made of it came out the same.",
  });
  expect(code?.digest).toBe(
    buildSteps(code?.facts.graph ?? EMPTY).find(({ stage, number }) => stage === "builder" && number === 1)
      ?.digest,
  );
  expect(bump).toMatchObject({ kind: "dependencies", step: RECIPE, files: ["Cargo.lock"] });
});

it("what stands beside an instruction, and what it takes by other ways", () => {
  const told = breakersOf("instructions").map(({ kind, step, reason }) => [kind, step, reason]);
  expect(told.slice(1)).toEqual([
    [
      "configuration",
      "RUN <<EOF (echo one...)",
      "RUN <<EOF (echo one...): what is set for it (ENV, USER, SHELL, the lines of a here-document) is not as in the build before.",
    ],
    [
      "configuration",
      "COPY <<EOF /x",
      "COPY <<EOF /x: what is set for it (ENV, USER, SHELL, the lines of a here-document) is not as in the build before.",
    ],
    [
      "dependencies",
      "RUN --mount=type=bind,source=Cargo.lock,target=/l cat /l",
      "RUN --mount=type=bind,source=Cargo.lock,target=/l cat /l: Cargo.lock has changed since the build before.",
    ],
    [
      "unknown",
      "ADD --chmod=755 main.rs Cargo.toml /app/",
      "ADD --chmod=755 main.rs Cargo.toml /app/: no file that it takes has another content than in the build before. Permissions may have changed, or the cache was left out or removed.",
    ],
    [
      "code",
      "COPY --from=extra . /extra",
      "COPY --from=extra . /extra: the files that it takes are not those in the cache; which ones have changed is not known.",
    ],
  ]);
});

const EMPTY: BuildGraph = { vertexes: new Map(), imageIds: [], text: [] };

it("nothing to be said of a build that never came to a step", () => {
  const told = findBreaker({ graph: EMPTY, arguments: {}, bases: [] });
  expect(told).toEqual({
    kind: "nothing",
    reason: "It has no steps that the cache could hold.",
    files: [],
    more: 0,
  });
});

it("the longest of two that have nothing to do with each other", () => {
  const graph = graphWith([
    { name: "[a 1/1] RUN short", intervals: [{ from: 0, to: 10 }] },
    { name: "[b 1/2] RUN long", intervals: [{ from: 5, to: 900 }] },
    { name: "[b 2/2] RUN after", intervals: [{ from: 900, to: 901 }], inputs: ["1"] },
    { name: "[c 1/1] RUN cached", cached: true },
  ]);
  expect(findBreaker({ graph, arguments: {}, bases: [] })).toMatchObject({
    kind: "unknown",
    step: "RUN long",
  });
});

it("files beyond the first ten are counted", () => {
  const files = Array.from({ length: 13 }, (_, index) => `src/${index}.rs`);
  const graph = graphWith([
    { name: "[1/2] WORKDIR /app", cached: true },
    { name: "[internal] load build context", intervals: [{ from: 0, to: 1 }] },
    { name: "[2/2] COPY src .", inputs: ["0", "1"], intervals: [{ from: 1, to: 2 }] },
  ]);
  const previous = {
    arguments: {},
    bases: [],
    steps: buildSteps(graph).map((step) => ({ ...step, digest: "" })),
  };
  const told = findBreaker({
    graph,
    arguments: {},
    bases: [],
    previous,
    changedFiles: ["README.md", ...files],
  });
  expect(told).toMatchObject({ kind: "code", files: files.slice(0, 10), more: 3 });
  expect(told.reason).toBe("COPY src .: src/0.rs and 12 more files have changed since the build before.");
});

it("files that were copied once before, and never got any further", () => {
  const graph = graphWith([
    { name: "[internal] load build context", intervals: [{ from: 0, to: 1 }] },
    { name: "[1/2] COPY . .", cached: true, inputs: ["0"] },
    { name: "[2/2] RUN make", inputs: ["1"], intervals: [{ from: 1, to: 2 }] },
  ]);
  const steps = buildSteps(graph, { ended: "succeeded" }).map((step) => ({ ...step, digest: "" }));
  const previous = { arguments: {}, bases: [], steps };
  const told = findBreaker({ graph, arguments: {}, bases: [], previous, changedFiles: ["main.rs"] });
  expect(told).toMatchObject({
    kind: "code",
    step: "RUN make",
    reason: "COPY . .: main.rs has changed since the build before.",
    files: ["main.rs"],
  });
});

it("secrets' values are not told", () => {
  const graph = graphWith([
    { name: "[internal] load build context", intervals: [{ from: 0, to: 1 }] },
    { name: "[1/2] COPY . .", cached: true, inputs: ["0"] },
    { name: "[2/2] RUN publish", inputs: ["1"], intervals: [{ from: 1, to: 2 }] },
  ]);
  const steps = buildSteps(graph, { ended: "succeeded" }).map((step) => ({ ...step, digest: "" }));
  const given = { API_TOKEN: "***" };
  const told = findBreaker({
    graph,
    arguments: given,
    bases: [],
    previous: { arguments: given, bases: [], steps },
  });
  expect(told).toMatchObject({
    kind: "unknown",
    reason: "RUN publish: the build argument API_TOKEN may have another value, which is not kept.",
  });
});

it("never throws or hangs, whatever is made from what", () => {
  const name = fc.oneof(
    fc.string(),
    fc
      .tuple(
        fc.constantFrom("", "a ", "b ", "planner "),
        fc.constantFrom(
          "RUN x",
          "COPY . .",
          "COPY --from=planner /recipe.json .",
          "FROM image@sha256:1",
          "FROM other",
          "COPY package.json .",
          "RUN --mount=type=bind,source=. x",
        ),
      )
      .map(([stage, text]) => `[${stage}1/2] ${text}`),
    fc.constantFrom("[internal] load build context", "[context x] load from client"),
  );
  const vertex = fc.record({
    name,
    inputs: fc.array(fc.nat(40).map(String), { maxLength: 5 }),
    cached: fc.boolean(),
    intervals: fc.array(fc.record({ from: fc.nat(99), to: fc.nat(99) }), { maxLength: 2 }),
  });
  const text = fc.option(
    fc.constantFrom("FROM image\nRUN x\n", "FROM a AS b\nFROM b AS a\nARG A\nCOPY . .\n"),
    {
      nil: undefined,
    },
  );
  fc.assert(
    fc.property(
      fc.array(vertex, { maxLength: 40 }),
      fc.option(fc.array(vertex, { maxLength: 20 }), { nil: undefined }),
      fc.option(fc.array(fc.string()), { nil: undefined }),
      fc.dictionary(fc.constantFrom("A", "B"), fc.string()),
      text,
      (vertexes, before, changedFiles, given, dockerfileText) => {
        const graph = graphWith(vertexes);
        const steps = before && buildSteps(graphWith(before));
        const told = findBreaker({
          graph,
          arguments: given,
          bases: [],
          ...(steps === undefined ? {} : { previous: { arguments: { A: "x" }, bases: [], steps } }),
          ...(changedFiles === undefined ? {} : { changedFiles }),
          ...(dockerfileText === undefined ? {} : { dockerfileText }),
        });
        const missed = buildSteps(graph).some(
          (step) => !step.cached && step.startedAt !== undefined && !/^FROM\s/i.test(step.text),
        );
        expect(told.kind === "nothing").toBe(!missed);
        if (told.digest !== undefined) expect(graph.vertexes.get(told.digest)?.cached).toBe(false);
      },
    ),
  );
});

it("takes its time for a long chain, not the square of it", () => {
  const count = 5_000;
  const chain = Array.from({ length: count }, (_, index) => ({
    name: `[a ${index + 1}/${count}] RUN ${index}`,
    inputs: index === 0 ? [] : [`${index - 1}`],
    cached: index < count / 2,
    intervals: [{ from: index, to: index + 1 }],
  }));
  const told = findBreaker({ graph: graphWith(chain), arguments: {}, bases: [] });
  expect(told).toMatchObject({ kind: "unknown", step: `RUN ${count / 2}` });
});

/** Digests are the vertexes' numbers. */
function graphWith(vertexes: readonly (Pick<GraphVertex, "name"> & Partial<GraphVertex>)[]): BuildGraph {
  const all = vertexes.map((vertex, index): [string, GraphVertex] => [
    `${index}`,
    { digest: `${index}`, inputs: [], intervals: [], cached: false, lastLines: [], ...vertex },
  ]);
  return { ...EMPTY, vertexes: new Map(all) };
}
