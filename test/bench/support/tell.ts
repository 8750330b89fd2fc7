/** What a measured process says, one line of JSON each. */
export interface Told {
  readonly kind: string;
  /** Nanoseconds of the clock that all processes of a machine share. */
  readonly at: string;
  /** ms since the measured work began inside of the process. */
  readonly inside: number;
}

/** Says how far this process is. `begun` is by `performance.now()`. */
export function tell(kind: string, begun: number): void {
  const told: Told = { kind, at: String(process.hrtime.bigint()), inside: performance.now() - begun };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
