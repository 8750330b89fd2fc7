/** Said to the user: what happened, and what to do. One sentence each. */
export interface Failure {
  readonly reason: string;
  readonly advice: string;
  /** Up to how long to wait before the next attempt, in milliseconds; absent: no longer than for an engine close by. */
  readonly retryMs?: number;
}

/** Something that only a newer engine, or another one, would cure. */
export class UnsupportedEngine extends Error implements Failure {
  readonly reason: string;
  readonly advice: string;

  constructor(reason: string, advice: string) {
    super(reason);
    this.name = "UnsupportedEngine";
    this.reason = reason;
    this.advice = advice;
  }
}

/** The engine ended the event stream, or the connection broke. */
export class StreamEnded extends Error {}

/** The HTTP status that an engine answered with; `undefined` for what is no answer. */
export function statusCode(error: unknown): number | undefined {
  return typeof error === "object" &&
    error !== null &&
    "statusCode" in error &&
    typeof error.statusCode === "number"
    ? error.statusCode
    : undefined;
}
