/** Whose a build is. */
export interface MatchedBuild {
  readonly stackId: string;
  /** Several where services share what is built. */
  readonly services: readonly string[];
  /** The mode's label. */
  readonly mode?: string;
}
