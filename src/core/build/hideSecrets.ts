import { HIDDEN, isSecretName, redactText } from "../base/redact.ts";
import type { BuildGraph, GraphVertex } from "./progress/graph.ts";

/** What is shorter stands in too much that is no secret. */
const SHORTEST = 4;

/**
 * Hides the values of arguments whose names sound like a secret: BuildKit writes them into the names of steps, in one
 * line. To be asked before a text is cut: half a secret is none that is known.
 */
export function secretHider(given: Readonly<Record<string, string>>): (text: string) => string {
  const secrets = Object.entries(given)
    .filter(([name]) => isSecretName(name))
    .flatMap(([, value]) => [value, value.replace(/\s+/g, " "), ...value.split(/\r?\n/)])
    .map((value) => value.trim())
    .filter((value) => value.length >= SHORTEST);
  const longestFirst = [...new Set(secrets)].sort((left, right) => right.length - left.length);
  return (text) => redactText(longestFirst.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text));
}

/** All that a record is made of. */
export function hideInGraph(graph: BuildGraph, hide: (text: string) => string): BuildGraph {
  const vertexes = [...graph.vertexes].map(([digest, vertex]): readonly [string, GraphVertex] => [
    digest,
    {
      ...vertex,
      name: hide(vertex.name),
      lastLines: vertex.lastLines.map(hide),
      ...(vertex.error === undefined ? {} : { error: hide(vertex.error) }),
    },
  ]);
  return { ...graph, vertexes: new Map(vertexes), text: graph.text.map(hide) };
}

/** What may be written down of arguments. */
export function withoutSecretArguments(given: Readonly<Record<string, string>>): Record<string, string> {
  const harmless = Object.entries(given).filter(
    ([name, value]) => !isSecretName(name) && redactText(value) === value,
  );
  return Object.fromEntries(harmless);
}
