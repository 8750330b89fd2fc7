import { ProgressDecoder } from "../../src/core/build/progress/decoder.ts";
import { GraphBuilder } from "../../src/core/build/progress/graphBuilder.ts";
import { rounded, row } from "./row.ts";
import { median } from "./statistics.ts";
import type { Measurement } from "./support/measurement.ts";
import { progressLines } from "./support/progressLines.ts";

const LINES = 100_000;
const ROUNDS = 11;
/** What a pipe gives at a time. */
const CHUNK = 64 * 1024;
/** Half of its speed. */
const GOAL_TIMES = 2;

/** The decoding of a large build's progress, against a `JSON.parse` of each of the same lines. */
export const buildDecode: Measurement = {
  name: "build-decode",
  async run() {
    const lines = progressLines(LINES);
    const text = `${lines.join("\n")}\n`;
    const chunks: string[] = [];
    for (let at = 0; at < text.length; at += CHUNK) chunks.push(text.slice(at, at + CHUNK));
    const times = { bare: [] as number[], own: [] as number[], graph: [] as number[] };
    const measures = {
      bare: () => parseAll(lines),
      own: () => decodeAll(chunks),
      graph: () => buildGraph(chunks),
    };
    for (let round = 0; round < ROUNDS; round++) {
      // Whoever comes second finds a warmer machine: they take turns.
      const turns = ["bare", "own", "graph"] as const;
      for (const how of round % 2 === 0 ? turns : turns.toReversed()) {
        const begun = performance.now();
        const read = measures[how]();
        times[how].push(performance.now() - begun);
        if (read !== LINES) throw new Error(`${read} lines were read, not ${LINES}.`);
      }
    }
    const [bare, own, graph] = [median(times.bare), median(times.own), median(times.graph)];
    return [
      row({
        name: `${LINES} lines of a build's progress: decoded / JSON.parse of each`,
        value: own / bare,
        unit: "times",
        goal: GOAL_TIMES,
        detail:
          `${rounded(own)} ms against ${rounded(bare)} ms, ${rounded(bare / own)} of its speed; with the graph ` +
          `${rounded(graph)} ms; ${rounded(text.length / 1e6)} MB in chunks of 64 KiB, medians of ${ROUNDS}`,
      }),
    ];
  },
};

function parseAll(lines: readonly string[]): number {
  let read = 0;
  for (const line of lines) if (JSON.parse(line) !== undefined) read++;
  return read;
}

function decodeAll(chunks: readonly string[]): number {
  const decoder = new ProgressDecoder();
  let read = 0;
  for (const chunk of chunks) read += decoder.push(chunk).length;
  return read + decoder.flush().length;
}

function buildGraph(chunks: readonly string[]): number {
  const decoder = new ProgressDecoder();
  const builder = new GraphBuilder();
  let read = 0;
  for (const chunk of chunks) {
    for (const item of decoder.push(chunk)) {
      builder.apply(item);
      read++;
    }
  }
  return builder.graph.vertexes.size > 0 ? read : 0;
}
