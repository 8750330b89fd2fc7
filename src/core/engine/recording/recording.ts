import type { EndpointInfo } from "../../../shared/model.ts";
import { LineSplitter } from "../../base/lines.ts";
import { statusCode } from "../engineErrors.ts";
import { parseHost } from "../hostAddress.ts";
import { EngineTimeout } from "../timeLimit.ts";
import { BoundedLines } from "./boundedLines.ts";
import { REPORT_FORMAT, type ReportFailure, type ReportLine, type ReportRequest } from "./format.ts";
import type { ReportRedaction } from "./redaction.ts";

/** An event of more than this many UTF-16 units is kept in pieces, as text. */
const EVENT_CAP = 256 * 1024;

/** What views are told, and what it is derived from beside the engine's answers. */
export interface Snapshot {
  readonly app: unknown;
  readonly workspace: unknown;
}

/** What a report says of where it was made. */
export interface ReportFacts {
  readonly devloop: string;
  readonly platform: string;
  readonly engine: string;
}

/** An event stream that is open, as far as a recording cares. */
export interface OpenStream {
  readonly version?: string;
  readonly apiVersion?: string;
  /** The last byte that came was a line's end, or none came yet. */
  readonly atLineStart: boolean;
}

interface FollowedStream {
  readonly n: number;
  readonly lines: LineSplitter;
  /** Until the end of the line that was under way when the recording began. */
  skipping: boolean;
}

export interface RecordingOptions {
  readonly redaction: ReportRedaction;
  /** UTF-8 bytes. */
  readonly cap: number;
  readonly snapshot: Snapshot;
}

/** What an engine told from one moment to another, as the lines of a report. Bounded. */
export class Recording {
  readonly #redaction: ReportRedaction;
  readonly #startedAt = new Date();
  readonly #begun = performance.now();
  readonly #lines: BoundedLines;
  readonly #start: string;
  readonly #streams = new Map<OpenStream, FollowedStream>();
  #count = 0;

  constructor({ redaction, cap, snapshot }: RecordingOptions) {
    this.#redaction = redaction;
    this.#lines = new BoundedLines(cap);
    this.#start = this.#state("start", snapshot);
  }

  /** The report's text: the header, the state at the start, what was told, and the state at the end. */
  end(facts: ReportFacts, snapshot: Snapshot): string {
    const header: ReportLine = {
      kind: "header",
      format: REPORT_FORMAT,
      ...facts,
      startedAt: this.#startedAt.toISOString(),
    };
    const gap = (dropped: { lines: number; bytes: number }) => toText({ kind: "dropped", ...dropped });
    const lines = [toText(header), this.#start, ...this.#lines.all(gap), this.#state("end", snapshot)];
    return `${lines.join("\n")}\n`;
  }

  /** @param endpoint the engine that is talked to from now on */
  endpoint({ source, host }: EndpointInfo): void {
    const address = parseHost(host);
    const transport = address.kind === "command" ? address.scheme : address.kind;
    this.#add({ kind: "endpoint", at: this.#now(), source, transport });
  }

  /** The request's number, by which its answer is told. */
  asked(request: ReportRequest): number {
    const n = ++this.#count;
    this.#add({ kind: "asked", at: this.#now(), n, request: this.#redaction.data(request) });
    return n;
  }

  answered(n: number, value: unknown): void {
    this.#add({ kind: "answered", at: this.#now(), n, value: this.#redaction.answer(value) });
  }

  failed(n: number, error: unknown, signal: AbortSignal | undefined): void {
    this.#add({ kind: "failed", at: this.#now(), n, error: this.#failure(error, signal) });
  }

  /** @param request the request that opened it; one that was open before is told as if it were opened now */
  opened(stream: OpenStream, request?: number): void {
    if (this.#streams.has(stream)) return;
    const { version, apiVersion, atLineStart } = stream;
    const n = request ?? this.asked({ kind: "events" });
    this.#streams.set(stream, { n, lines: new LineSplitter(EVENT_CAP), skipping: !atLineStart });
    this.#add({ kind: "answered", at: this.#now(), n, value: { version, apiVersion } });
  }

  received(stream: OpenStream, chunk: Buffer): void {
    const followed = this.#streams.get(stream);
    if (followed === undefined) return;
    let bytes = chunk;
    if (followed.skipping) {
      const end = chunk.indexOf("\n");
      if (end === -1) return;
      followed.skipping = false;
      bytes = chunk.subarray(end + 1);
    }
    for (const { text } of followed.lines.push(bytes)) {
      if (text !== "") this.#add({ kind: "event", at: this.#now(), n: followed.n, ...this.#event(text) });
    }
  }

  closed(stream: OpenStream, error: unknown, signal: AbortSignal | undefined): void {
    const followed = this.#streams.get(stream);
    if (followed === undefined) return;
    this.#streams.delete(stream);
    const why = error === undefined || error === null ? {} : { error: this.#failure(error, signal) };
    this.#add({ kind: "ended", at: this.#now(), n: followed.n, ...why });
  }

  #event(line: string): { event: unknown } | { text: string } {
    try {
      return { event: this.#redaction.answer(JSON.parse(line)) };
    } catch {
      return { text: this.#redaction.text(line) };
    }
  }

  #failure(error: unknown, signal: AbortSignal | undefined): ReportFailure {
    const message = error instanceof Error ? error.message : String(error);
    const status = statusCode(error);
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return {
      message: this.#redaction.errorText(message),
      ...(status === undefined ? {} : { statusCode: status }),
      ...(typeof code === "string" ? { code } : {}),
      ...(error instanceof EngineTimeout ? { limitMs: error.limitMs } : {}),
      ...(signal?.aborted ? { aborted: true } : {}),
    };
  }

  #state(moment: "start" | "end", { app, workspace }: Snapshot): string {
    const redacted = { app: this.#redaction.data(app), workspace: this.#redaction.data(workspace) };
    return toText({ kind: "state", at: this.#now(), moment, ...redacted });
  }

  #now(): number {
    return Math.round(performance.now() - this.#begun);
  }

  #add(line: ReportLine): void {
    this.#lines.push(toText(line));
  }
}

function toText(line: ReportLine): string {
  return JSON.stringify(line);
}
