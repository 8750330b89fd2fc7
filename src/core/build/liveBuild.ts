import type { BuildTrigger, LiveBuild } from "../../shared/builds.ts";
import type { MatchedBuild } from "./found/matched.ts";
import { ProgressDecoder } from "./progress/decoder.ts";
import type { BuildGraph } from "./progress/graph.ts";
import { GraphBuilder } from "./progress/graphBuilder.ts";
import type { ProgressItem } from "./progress/item.ts";
import { buildSteps } from "./progress/measure.ts";

export interface LiveFacts {
  readonly id: string;
  readonly name: string;
  readonly startedAt: number;
  readonly trigger: BuildTrigger;
  readonly matched?: MatchedBuild;
  readonly usual?: number;
}

/** Where a build has got to, from what it prints. */
export class Progress {
  readonly #decoder = new ProgressDecoder();
  readonly #builder = new GraphBuilder();

  get graph(): BuildGraph {
    return this.#builder.graph;
  }

  push(text: string): void {
    this.apply(this.#decoder.push(text));
  }

  apply(items: readonly ProgressItem[]): void {
    for (const item of items) this.#builder.apply(item);
  }

  flush(): void {
    this.apply(this.#decoder.flush());
  }
}

export function toLive(
  { id, name, startedAt, trigger, matched, usual }: LiveFacts,
  graph: BuildGraph,
): LiveBuild {
  const steps = buildSteps(graph, {});
  const running = steps
    .filter(({ state }) => state === "running")
    .sort((left, right) => (left.startedAt ?? 0) - (right.startedAt ?? 0))[0];
  return {
    id,
    name,
    trigger,
    services: matched?.services ?? [],
    startedAt,
    done: steps.filter(({ state }) => state === "done").length,
    total: steps.length,
    ...(matched === undefined ? {} : { stackId: matched.stackId }),
    ...(running === undefined ? {} : { running: running.text }),
    ...(usual === undefined ? {} : { usual }),
  };
}
