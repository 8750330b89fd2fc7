import type { ProgressItem, Vertex, VertexLog, VertexStatus } from "./item.ts";
import { LogText } from "./logText.ts";
import { TimeReader } from "./timeReader.ts";

const NONE: Fields = {};

type Fields = Readonly<Record<string, unknown>>;
/** To be filled before anybody else sees it: a spread for each field that may be absent takes longer than the rest. */
type Filling<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Reads BuildKit's `SolveStatus` objects (client/graph.go; the same fields in buildx 0.13 and 0.29). What is not as it
 * should be is left out. By hand, not by a schema: zod/mini (4.6) alone takes longer than `JSON.parse` of the same.
 */
export class SolveStatusReader {
  readonly #times = new TimeReader();
  readonly #text = new LogText();
  /** Of the items of the object that is being read, where there are several. */
  #at: number[] | undefined;

  /** Whether it is one. Its items are added in the order of their times: an object may tell of a whole build. */
  read(object: Fields, items: ProgressItem[]): boolean {
    const { vertexes, statuses, warnings, logs } = object;
    const count = lengthOf(vertexes) + lengthOf(statuses) + lengthOf(warnings) + lengthOf(logs);
    if (count === 0) return [vertexes, statuses, warnings, logs].some(Array.isArray);
    const first = items.length;
    this.#at = count > 1 ? [] : undefined;
    if (Array.isArray(vertexes)) for (const each of vertexes) this.#vertex(fieldsOf(each), items);
    if (Array.isArray(statuses)) for (const each of statuses) this.#status(fieldsOf(each), items);
    if (Array.isArray(warnings)) for (const each of warnings) this.#warning(fieldsOf(each), items);
    if (Array.isArray(logs)) for (const each of logs) this.#log(fieldsOf(each), items);
    if (this.#at !== undefined) sortFrom(first, items, this.#at);
    return true;
  }

  /** What is left of characters that were cut. */
  flush(): ProgressItem[] {
    return this.#text.flush().map((log) => ({ kind: "log", log }));
  }

  #vertex(fields: Fields, items: ProgressItem[]): void {
    const { digest, name, inputs, cached, error } = fields;
    if (typeof digest !== "string") return;
    const vertex: Filling<Vertex> = {
      digest,
      name: typeof name === "string" ? name : "",
      inputs: Array.isArray(inputs) ? inputs.filter((each) => typeof each === "string") : [],
      cached: cached === true,
    };
    const startedAt = this.#times.read(fields["started"]);
    const completedAt = this.#times.read(fields["completed"]);
    if (startedAt !== undefined) vertex.startedAt = startedAt;
    if (this.#at !== undefined && startedAt !== undefined && completedAt !== undefined) {
      // Its begin by itself, as it is told live: what was printed meanwhile comes between.
      this.#at.push(startedAt);
      items.push({ kind: "vertex", vertex: { ...vertex, cached: false } });
    }
    if (completedAt !== undefined) vertex.completedAt = completedAt;
    if (typeof error === "string" && error !== "") vertex.error = error;
    this.#at?.push(completedAt ?? startedAt ?? 0);
    items.push({ kind: "vertex", vertex });
  }

  #status(fields: Fields, items: ProgressItem[]): void {
    const { id, vertex, current, total } = fields;
    if (typeof id !== "string" || typeof vertex !== "string") return;
    const status: Filling<VertexStatus> = { id, vertex, current: amount(current), total: amount(total) };
    const startedAt = this.#times.read(fields["started"]);
    const completedAt = this.#times.read(fields["completed"]);
    if (startedAt !== undefined) status.startedAt = startedAt;
    if (completedAt !== undefined) status.completedAt = completedAt;
    this.#at?.push(completedAt ?? this.#times.read(fields["timestamp"]) ?? startedAt ?? 0);
    items.push({ kind: "status", status });
  }

  #warning({ short }: Fields, items: ProgressItem[]): void {
    if (typeof short !== "string") return;
    this.#at?.push(0);
    items.push({ kind: "text", line: `WARN: ${Buffer.from(short, "base64").toString("utf8")}` });
  }

  #log(fields: Fields, items: ProgressItem[]): void {
    const { vertex, data } = fields;
    if (typeof vertex !== "string" || typeof data !== "string") return;
    const stream = fields["stream"] === 2 ? "stderr" : "stdout";
    const log: Filling<VertexLog> = { vertex, stream, text: this.#text.read(vertex, stream, data) };
    const at = this.#times.read(fields["timestamp"]);
    if (at !== undefined) log.at = at;
    this.#at?.push(at ?? 0);
    items.push({ kind: "log", log });
  }
}

/** Of what is no object: none. */
function fieldsOf(value: unknown): Fields {
  // Any object can be asked for any field: each is `unknown`.
  return typeof value === "object" && value !== null ? (value as Fields) : NONE;
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

function amount(value: unknown): number {
  return typeof value === "number" && value > 0 ? value : 0;
}

/** An item without a time comes first: so vertexes are named before anything is said of them. */
function sortFrom(first: number, items: ProgressItem[], times: readonly number[]): void {
  if (times.every((time, index) => index === 0 || (times[index - 1] ?? 0) <= time)) return;
  const sorted = items
    .splice(first)
    .map((item, index) => ({ item, at: times[index] ?? 0 }))
    .sort((a, b) => a.at - b.at);
  for (const { item } of sorted) items.push(item);
}
