import { sizeText } from "../../../shared/size.ts";
import type { Interval } from "./graph.ts";
import { workTime } from "./intervals.ts";
import type { Vertex, VertexLog, VertexStatus } from "./item.ts";
import { StreamLines } from "./streamLines.ts";

/** As many as buildx repeats. */
const LAST_LINES = 10;
const MAX_STATUSES = 500;
const MAX_INTERVALS = 100;
/** What BuildKit does for itself is told, but not that it is done, where it takes less. Milliseconds. */
const WORTH_TELLING = 100;
const INTERNAL = /^\[(?:\S+ )?internal\] /;
const CANCELED = "context canceled";

/** What was told of one vertex so far. */
export class ReadableVertex {
  name = "";
  /** Absent: nothing was told. */
  number: number | undefined;
  readonly #streams = new StreamLines();
  readonly #lastLines: string[] = [];
  readonly #statuses = new Set<string>();
  readonly #intervals: Interval[] = [];
  /** What has begun since then has not been told of. */
  #toldUntil = -1;

  line(text: string): string {
    return `#${this.number ?? 0} ${text}`;
  }

  /** Only what has come to its end, and once. */
  status({ id, current, completedAt }: VertexStatus): readonly string[] {
    if (completedAt === undefined || this.#statuses.has(id) || this.#statuses.size >= MAX_STATUSES) return [];
    this.#statuses.add(id);
    return [this.line(current > 0 ? `${id} ${sizeText(current)}` : id)];
  }

  print(stream: VertexLog["stream"], text: string): readonly string[] {
    return this.#keep(this.#streams.push(stream, text));
  }

  /** How it has ended, if it has. */
  end({ startedAt, completedAt, cached, error }: Vertex): readonly string[] {
    const ended = completedAt !== undefined || cached || error !== undefined;
    // Where targets share it, each of them says so.
    if (!ended || (startedAt ?? 0) <= this.#toldUntil) return [];
    const to = completedAt ?? startedAt ?? 0;
    this.#toldUntil = to;
    if (this.#intervals.length < MAX_INTERVALS) this.#intervals.push({ from: startedAt ?? to, to });
    return [...this.#keep(this.#streams.flush()), ...this.#ending(cached, error)];
  }

  #ending(cached: boolean, error: string | undefined): readonly string[] {
    if (error?.endsWith(CANCELED)) return [this.line("cancelled")];
    if (error !== undefined) {
      // As buildx has it: this is what else reads the output knows.
      const again = ["------", ` > ${this.name}:`, ...this.#lastLines, "------"];
      return [this.line(`ERROR: ${error}`), ...again];
    }
    if (cached) return [this.line("cached")];
    const time = workTime(this.#intervals, this.#toldUntil);
    if (time < WORTH_TELLING && INTERNAL.test(this.name)) return [];
    return [this.line(`done ${(time / 1000).toFixed(1)}s`)];
  }

  #keep(lines: readonly string[]): readonly string[] {
    this.#lastLines.push(...lines.slice(-LAST_LINES));
    this.#lastLines.splice(0, this.#lastLines.length - LAST_LINES);
    return lines.map((line) => this.line(line));
  }
}
