import type { ProgressItem, Vertex } from "./item.ts";

const LINE = /^#(\d{1,6}) (.*)$/s;
/** `0.117 text`: the seconds since the vertex began. */
const LOG = /^(\d+\.\d{1,3})(?: (.*))?$/s;
const DONE = /^DONE(?: (\d+(?:\.\d+)?)s)?$/;
/** `transferring context: 16.19MB 0.1s done`, `sha256:… 1.05MB / 3.40MB 0.2s`. */
const STATUS = /^(.*?)(?: (\d[\d.]*)([kMGT]?)B(?: \/ (\d[\d.]*)([kMGT]?)B)?)?(?: (\d+\.\d)s)?( done)?$/s;
const UNITS: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const MAX_VERTEXES = 10_000;
/** No status is longer; to be looked through, it had to be read more than once. */
const MAX_STATUS = 1_000;

interface Known {
  readonly name: string;
  readonly startedAt: number;
}

/**
 * Reads the lines of `--progress plain` (buildx 0.13 and 0.29: util/progress/progressui/printer.go). A vertex is called
 * by its number there (`#5`), its inputs are not told, and its times are those at which the lines were read.
 */
export class PlainProgress {
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** `undefined`: it is no line of progress. */
  read(line: string): ProgressItem | undefined | "nothing" {
    if (line.charCodeAt(0) !== 0x23) return undefined;
    const [, number = "", rest = ""] = LINE.exec(line) ?? [];
    // `#0 building with "default" instance` is about no vertex.
    if (number === "" || /^0/.test(number)) return undefined;
    const digest = `#${number}`;
    const known = this.#known.get(digest);
    if (known === undefined) return this.#begin(digest, rest);
    // Said again when the print comes back to it, and left.
    if (rest === known.name || rest === "...") return "nothing";
    return this.#ended(digest, known, rest) ?? this.#said(digest, known, rest);
  }

  #begin(digest: string, name: string): ProgressItem | undefined {
    if (this.#known.size >= MAX_VERTEXES) return undefined;
    const startedAt = this.#now();
    this.#known.set(digest, { name, startedAt });
    return { kind: "vertex", vertex: { digest, name, inputs: [], startedAt, cached: false } };
  }

  #ended(digest: string, { name, startedAt }: Known, rest: string): ProgressItem | undefined {
    const vertex = { digest, name, inputs: [], startedAt, cached: false };
    const end = (more: Partial<Vertex>): ProgressItem => ({
      kind: "vertex",
      vertex: { ...vertex, completedAt: this.#now(), ...more },
    });
    if (rest === "CACHED") return end({ cached: true, completedAt: startedAt });
    // What BuildKit itself says in its other forms.
    if (rest === "CANCELED") return end({ error: "context canceled" });
    if (rest.startsWith("ERROR: ")) return end({ error: rest.slice("ERROR: ".length) });
    const done = DONE.exec(rest);
    if (done === null) return undefined;
    return end(done[1] === undefined ? {} : { completedAt: startedAt + Number(done[1]) * 1000 });
  }

  #said(digest: string, { startedAt }: Known, rest: string): ProgressItem {
    if (rest.startsWith("WARN: ")) return { kind: "text", line: rest };
    const log = LOG.exec(rest);
    if (log !== null) {
      const at = startedAt + Number(log[1]) * 1000;
      return { kind: "log", log: { vertex: digest, stream: "stdout", text: `${log[2] ?? ""}\n`, at } };
    }
    const [, id = "", current, unit, total, ofUnit, , done] = STATUS.exec(rest.slice(0, MAX_STATUS)) ?? [];
    const status = {
      id,
      vertex: digest,
      current: bytes(current, unit),
      total: bytes(total, ofUnit),
      startedAt,
    };
    return { kind: "status", status: done === undefined ? status : { ...status, completedAt: this.#now() } };
  }
}

function bytes(amount: string | undefined, unit: string | undefined): number {
  const value = Number(amount ?? 0) * (UNITS[unit ?? ""] ?? 1);
  return Number.isFinite(value) ? Math.round(value) : 0;
}
