import type { BuildGraph, GraphVertex } from "../progress/graph.ts";

/**
 * The vertex that made a build fail. As one fails, others that are at work end with `context canceled` (0.25).
 * @param name as `buildx history inspect` names it
 */
export function failedVertex(graph: BuildGraph, name: string | undefined): GraphVertex | undefined {
  const failed = [...graph.vertexes.values()].filter(({ error }) => error !== undefined);
  return (
    (name === undefined ? undefined : failed.find((vertex) => vertex.name === name)) ??
    failed.find(({ error }) => !/context canceled$/.test(error ?? ""))
  );
}
