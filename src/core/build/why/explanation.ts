import type { CacheBreaker } from "../../../shared/builds.ts";
import type { BreakFacts } from "./facts.ts";

/** Why a step was not found in the cache although all that it is made from was. */
export interface Explanation {
  readonly kind: CacheBreaker["kind"];
  readonly reason: string;
  readonly files?: readonly string[];
}

export type Previous = NonNullable<BreakFacts["previous"]>;

export function unknown(reason: string): Explanation {
  return { kind: "unknown", reason };
}
