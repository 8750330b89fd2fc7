import { redactText } from "../../base/redact.ts";
import type { ProgressItem, Vertex, VertexLog, VertexStatus } from "./item.ts";
import { ReadableVertex } from "./readableVertex.ts";
import { plainLine } from "./streamLines.ts";

const MAX_VERTEXES = 10_000;

/**
 * A build's progress to be read by people, like buildx's own plain progress: vertexes are numbered in the order in
 * which they begin, each line says whose it is, and what failed is told once more with its last lines. Secrets are
 * hidden.
 */
export class ReadableProgress {
  readonly #vertexes = new Map<string, ReadableVertex>();
  #numbers = 0;

  /** Whole lines, each with its end; empty where there is nothing to say. */
  push(item: ProgressItem): string {
    const lines = this.#lines(item).map((line) => `${redactText(line)}\n`);
    return lines.join("");
  }

  #lines(item: ProgressItem): readonly string[] {
    switch (item.kind) {
      case "vertex":
        return this.#update(item.vertex);
      case "status":
        return this.#status(item.status);
      case "log":
        return this.#log(item.log);
      case "text":
        return [plainLine(item.line)];
    }
  }

  #update(vertex: Vertex): readonly string[] {
    const known = this.#vertex(vertex.digest);
    if (known === undefined) return [];
    if (known.name === "") known.name = plainLine(vertex.name.replace(/\s*\n\s*/g, " "));
    const isBegun = vertex.startedAt !== undefined || vertex.cached || vertex.error !== undefined;
    return isBegun ? this.#titled(known, () => known.end(vertex)) : [];
  }

  #status(status: VertexStatus): readonly string[] {
    const known = this.#vertexes.get(status.vertex);
    return known === undefined ? [] : this.#titled(known, () => known.status(status));
  }

  #log({ vertex, stream, text }: VertexLog): readonly string[] {
    const known = this.#vertex(vertex);
    return known === undefined ? [] : this.#titled(known, () => known.print(stream, text));
  }

  /** The first time, it is numbered, and what it is stands in front. */
  #titled(vertex: ReadableVertex, say: () => readonly string[]): readonly string[] {
    if (vertex.number !== undefined) return say();
    this.#numbers++;
    vertex.number = this.#numbers;
    return [vertex.line(vertex.name), ...say()];
  }

  #vertex(digest: string): ReadableVertex | undefined {
    const known = this.#vertexes.get(digest);
    if (known !== undefined || this.#vertexes.size >= MAX_VERTEXES) return known;
    const vertex = new ReadableVertex();
    this.#vertexes.set(digest, vertex);
    return vertex;
  }
}
