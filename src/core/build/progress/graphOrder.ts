import type { BuildGraph, GraphVertex } from "./graph.ts";

/**
 * Each vertex after those that it is made of, and stages in one piece: buildx's history names them in any order. The
 * same for every print of a build, but where nothing is told of inputs: there, in the order of the print.
 */
export function graphOrder({ vertexes }: BuildGraph): readonly GraphVertex[] {
  const used = new Set([...vertexes.values()].flatMap(({ inputs }) => inputs));
  const ends = [...vertexes.values()].filter(({ digest }) => !used.has(digest));
  const ordered = new Set<GraphVertex>();
  // In a broken graph of nothing but circles there are no ends.
  for (const end of [...ends, ...vertexes.values()]) visit(end, vertexes, ordered);
  return [...ordered];
}

/** Without recursion: a chain may be long. */
function visit(end: GraphVertex, vertexes: BuildGraph["vertexes"], ordered: Set<GraphVertex>): void {
  const begun = new Set<GraphVertex>();
  const stack = [end];
  for (let vertex = stack.at(-1); vertex !== undefined; vertex = stack.at(-1)) {
    if (ordered.has(vertex) || begun.has(vertex)) {
      stack.pop();
      ordered.add(vertex);
      continue;
    }
    begun.add(vertex);
    for (const digest of vertex.inputs.toReversed()) {
      const input = vertexes.get(digest);
      if (input !== undefined && !ordered.has(input) && !begun.has(input)) stack.push(input);
    }
  }
}
