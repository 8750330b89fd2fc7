import * as z from "zod/mini";

/** Raised with every change that an older reader could not follow. What is in a report: test/streams/reports. */
export const REPORT_FORMAT = 1;

const Request = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ping") }),
  z.object({ kind: z.literal("version") }),
  // Without ids: all of them.
  z.object({ kind: z.literal("list"), ids: z.optional(z.array(z.string())) }),
  z.object({ kind: z.literal("inspect"), id: z.string() }),
  z.object({ kind: z.literal("image"), name: z.string() }),
  z.object({ kind: z.literal("events"), since: z.optional(z.string()) }),
]);

/** What made an answer fail, by what the engine's client tells failures apart. */
const Failure = z.object({
  message: z.string(),
  /** The engine's HTTP status. */
  statusCode: z.optional(z.number()),
  /** Node's: `ECONNREFUSED`. */
  code: z.optional(z.string()),
  /** ms: no answer came within them. */
  limitMs: z.optional(z.number()),
  /** Dev Loop did not want to know any more. */
  aborted: z.optional(z.boolean()),
});

/** ms since the recording began. */
const at = z.number();
/** Which request, from 1; an event stream keeps the number of the request that opened it. */
const n = z.number();

const Line = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("header"),
    format: z.literal(REPORT_FORMAT),
    devloop: z.string(),
    platform: z.string(),
    /** The engine's version; empty where it never said it. */
    engine: z.string(),
    /** ISO 8601 */
    startedAt: z.string(),
  }),
  /** How an engine is reached, without addresses: `setting`, `DOCKER_HOST`, …; `socket`, `tcp`, … */
  z.object({ kind: z.literal("endpoint"), at, source: z.string(), transport: z.string() }),
  /** What views were told, and what it was derived from beside the engine's answers. */
  z.object({
    kind: z.literal("state"),
    at,
    moment: z.enum(["start", "end"]),
    app: z.unknown(),
    workspace: z.unknown(),
  }),
  z.object({ kind: z.literal("asked"), at, n, request: Request }),
  z.object({ kind: z.literal("answered"), at, n, value: z.unknown() }),
  z.object({ kind: z.literal("failed"), at, n, error: Failure }),
  /** A line of an event stream; `text` where it was no JSON. */
  z.object({ kind: z.literal("event"), at, n, event: z.optional(z.unknown()), text: z.optional(z.string()) }),
  z.object({ kind: z.literal("ended"), at, n, error: z.optional(Failure) }),
  /** What was left out here, for the report had become too long. */
  z.object({ kind: z.literal("dropped"), lines: z.number(), bytes: z.number() }),
]);

export type ReportLine = z.infer<typeof Line>;
export type ReportRequest = z.infer<typeof Request>;
export type ReportFailure = z.infer<typeof Failure>;

export interface Report {
  readonly lines: readonly ReportLine[];
  /** Lines that could not be read. */
  readonly skipped: number;
}

/** Reads one line of a report. `undefined`: it is none, or of a newer format. Never throws. */
export function decodeReportLine(text: string): ReportLine | undefined {
  try {
    const line = Line.safeParse(JSON.parse(text));
    return line.success ? line.data : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a whole report; what can't be read is skipped and counted. Never throws. */
export function decodeReport(text: string): Report {
  const lines: ReportLine[] = [];
  let skipped = 0;
  for (const each of text.split("\n")) {
    if (each.trim() === "") continue;
    const line = decodeReportLine(each);
    if (line === undefined) skipped++;
    else lines.push(line);
  }
  return { lines, skipped };
}
