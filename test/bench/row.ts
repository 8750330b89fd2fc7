/** One line of the bench's table. Less is better in all of them. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** At most this much; absent for what is only told beside another row. */
  readonly goal?: number;
  /** What the peers do, where that is known. */
  readonly peer?: string;
  /** What the value was made of. */
  readonly detail?: string;
  readonly met: boolean;
}

/** A row whose goal is met where the value, rounded as it is shown, is not above it. */
export function row(facts: Omit<Row, "met">): Row {
  const value = rounded(facts.value);
  return { ...facts, value, met: facts.goal === undefined || value <= facts.goal };
}

/** Two digits behind the point for what is small, none for what is large. */
export function rounded(value: number): number {
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return Number(value.toFixed(digits));
}
