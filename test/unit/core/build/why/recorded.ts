import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { ProgressDecoder } from "../../../../../src/core/build/progress/decoder.ts";
import type { BuildGraph } from "../../../../../src/core/build/progress/graph.ts";
import { GraphBuilder } from "../../../../../src/core/build/progress/graphBuilder.ts";
import { buildSteps } from "../../../../../src/core/build/progress/measure.ts";
import { findBreaker } from "../../../../../src/core/build/why/breaker.ts";
import type { BreakFacts } from "../../../../../src/core/build/why/facts.ts";
import type { CacheBreaker } from "../../../../../src/shared/builds.ts";

export const FOLDER = path.join(import.meta.dirname, "../../../../streams/buildkit/why");

export function graphOf(text: string): BuildGraph {
  const decoder = new ProgressDecoder();
  const builder = new GraphBuilder();
  for (const item of [...decoder.push(text), ...decoder.flush()]) builder.apply(item);
  return builder.graph;
}

/** The recorded builds of a series, each with what broke its cache against the one before. */
export function breakersOf(
  series: string,
  more: Partial<BreakFacts> = {},
): readonly (CacheBreaker & { readonly facts: BreakFacts })[] {
  let previous: BreakFacts["previous"];
  return readdirSync(FOLDER)
    .filter((file) => file.startsWith(`${series}-`))
    .sort()
    .map((file) => {
      const [head = "", ...lines] = readFileSync(path.join(FOLDER, file), "utf8").split("\n");
      const told: Pick<BreakFacts, "arguments" | "bases" | "changedFiles"> = JSON.parse(head);
      const graph = graphOf(lines.join("\n"));
      const facts = { ...told, graph, ...(previous === undefined ? {} : { previous }), ...more };
      previous = {
        arguments: told.arguments,
        bases: told.bases,
        steps: buildSteps(graph, { ended: "succeeded" }),
      };
      return { ...findBreaker(facts), facts };
    });
}
