/** What a part of the test run came to. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** What can't run here, each with its reason. */
  readonly skipped: readonly string[];
  /** One line for each failure, for the end of the log. */
  readonly failures: readonly string[];
}

/** A part that can't run on this machine: said and counted, never silently left out. */
export function cannotRun(what: string, reason: string): Outcome {
  return { passed: 0, failed: 0, skipped: [`${what}: ${reason}`], failures: [] };
}

export function failedWith(what: string, error: unknown): Outcome {
  const text = error instanceof Error ? error.message : String(error);
  return { passed: 0, failed: 1, skipped: [], failures: [`${what}: ${text}`] };
}

export function add(left: Outcome, right: Outcome): Outcome {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: [...left.skipped, ...right.skipped],
    failures: [...left.failures, ...right.failures],
  };
}

export const NOTHING: Outcome = { passed: 0, failed: 0, skipped: [], failures: [] };
