import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { StringDecoder } from "node:string_decoder";
import * as z from "zod/mini";
import { ProgressDecoder } from "../../../../../src/core/build/progress/decoder.ts";
import type { BuildGraph } from "../../../../../src/core/build/progress/graph.ts";
import { GraphBuilder } from "../../../../../src/core/build/progress/graphBuilder.ts";
import type { ProgressItem } from "../../../../../src/core/build/progress/item.ts";

const FOLDER = path.join(import.meta.dirname, "../../../../streams/buildkit/progress");
/** What plain progress is read at. */
export const NOW = Date.UTC(2026, 10, 21);

/** Of `history inspect`. */
const Inspected = z.object({
  Status: z.string(),
  StartedAt: z.string(),
  CompletedAt: z.string(),
  Duration: z.number(),
  NumCompletedSteps: z.number(),
  NumTotalSteps: z.number(),
  NumCachedSteps: z.number(),
});

/** All that was printed, see the folder's README. */
export const RECORDINGS: readonly string[] = readdirSync(FOLDER).filter(
  (name) => /\.(?:jsonl|json|stderr|stdout|txt)$/.test(name) && !name.endsWith(".inspect.json"),
);

export function recorded(name: string): Buffer {
  return readFileSync(path.join(FOLDER, name));
}

export function inspected(name: string): z.infer<typeof Inspected> {
  return Inspected.parse(JSON.parse(recorded(`history-${name}.inspect.json`).toString()));
}

/** As from a pipe that gives the bytes in these pieces. */
export function decoded(bytes: Buffer, cuts: readonly number[] = []): ProgressItem[] {
  const decoder = new ProgressDecoder(() => NOW);
  const text = new StringDecoder("utf8");
  const items: ProgressItem[] = [];
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    items.push(...decoder.push(text.write(bytes.subarray(from, to))));
    from = to;
  }
  return [...items, ...decoder.push(text.end()), ...decoder.flush()];
}

export function graphOf(items: readonly ProgressItem[]): BuildGraph {
  const builder = new GraphBuilder();
  for (const item of items) builder.apply(item);
  return builder.graph;
}

/** Of files, one read after the other. */
export function recordedGraph(...names: readonly string[]): BuildGraph {
  return graphOf(names.flatMap((name) => decoded(recorded(name))));
}
