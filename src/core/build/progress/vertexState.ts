import type { GraphVertex, Interval } from "./graph.ts";
import { joined } from "./intervals.ts";
import type { Vertex, VertexLog, VertexStatus } from "./item.ts";
import { LastLines } from "./lastLines.ts";

/** In UTF-16 units: a name holds a whole command. */
const MAX_NAME = 4_000;
const MAX_ERROR = 8_000;
const MAX_INPUTS = 1_000;
const MAX_INTERVALS = 100;
const CANCELED = "context canceled";

/** What was said of a vertex, as it comes. */
export class VertexState {
  readonly #digest: string;
  readonly #lastLines = new LastLines();
  /** By their starts, which tell them apart. */
  readonly #ends = new Map<number, number | undefined>();
  #name = "";
  #inputs: readonly string[] = [];
  #cached = false;
  #error: string | undefined;
  #failedAt = 0;
  #contextBytes: number | undefined;
  #snapshot: GraphVertex | undefined;

  constructor(digest: string) {
    this.#digest = digest;
  }

  get name(): string {
    return this.#name;
  }

  /** What was sent of a context so far, in bytes. */
  get contextBytes(): number | undefined {
    return this.#contextBytes;
  }

  update(vertex: Vertex): void {
    this.#snapshot = undefined;
    // With several targets a shared one bears the name of the one or the other: the first one stays.
    if (this.#name === "") this.#name = vertex.name.slice(0, MAX_NAME);
    if (this.#inputs.length === 0) this.#inputs = vertex.inputs.slice(0, MAX_INPUTS);
    // As BuildKit counts cached ones for its history (solver/llbsolver/history.go).
    this.#cached ||= vertex.cached;
    const { startedAt, completedAt } = vertex;
    if (startedAt !== undefined && (this.#ends.has(startedAt) || this.#ends.size < MAX_INTERVALS)) {
      // It is said again without its end: to the other target, or because somebody else began to wait for it.
      this.#ends.set(startedAt, completedAt ?? this.#ends.get(startedAt));
    }
    this.#judge(vertex);
  }

  say({ id, current }: VertexStatus): void {
    if (id === "transferring context:") this.#contextBytes = current;
  }

  print({ stream, text }: VertexLog): void {
    this.#snapshot = undefined;
    this.#lastLines.push(stream, text);
  }

  /** The same object until something changes. */
  get vertex(): GraphVertex {
    this.#snapshot ??= this.#make();
    return this.#snapshot;
  }

  /** One that failed is well again if it was begun once more and ended without an error. */
  #judge({ startedAt = 0, completedAt, error }: Vertex): void {
    if (error !== undefined) {
      if (this.#error !== undefined && !this.#error.endsWith(CANCELED) && error.endsWith(CANCELED)) return;
      this.#error = error.slice(0, MAX_ERROR);
      this.#failedAt = completedAt ?? startedAt;
    } else if (completedAt !== undefined && startedAt > this.#failedAt) this.#error = undefined;
  }

  #make(): GraphVertex {
    const intervals = joined(
      [...this.#ends].map(([from, to]): Interval => (to === undefined ? { from } : { from, to })),
    );
    const ended = this.#error !== undefined || intervals.at(-1)?.to !== undefined;
    return {
      digest: this.#digest,
      name: this.#name,
      inputs: this.#inputs,
      intervals,
      cached: this.#cached,
      ...(this.#error === undefined ? {} : { error: this.#error }),
      lastLines: this.#lastLines.lines(ended),
    };
  }
}
