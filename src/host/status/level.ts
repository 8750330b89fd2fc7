/**
 * How much a state deserves a look, the most first. `notice` is worth knowing and no fault: what runs is well, and
 * is not what the next Up would make.
 */
export const LEVELS = ["error", "warning", "working", "unknown", "notice", "idle", "ok"] as const;
export type Level = (typeof LEVELS)[number];

export interface Icon {
  /** A codicon's name. */
  readonly id: string;
  /** A theme colour's id. */
  readonly color?: string;
}

/** What is said of a container, a service or a stack wherever it is shown. */
export interface Status {
  readonly level: Level;
  readonly text: string;
  readonly icon: Icon;
  /** Where the service's reload decides it: that alone, as a list within a sentence. */
  readonly short?: string;
}

export const GREEN = "testing.iconPassed";
export const YELLOW = "problemsWarningIcon.foreground";
export const RED = "problemsErrorIcon.foreground";
export const BLUE = "problemsInfoIcon.foreground";
export const GREY = "disabledForeground";

export const WORKING: Icon = { id: "loading~spin" };
export const ERROR: Icon = { id: "error", color: RED };
export const WARNING: Icon = { id: "warning", color: YELLOW };
export const UNKNOWN: Icon = { id: "question" };
export const NOT_RUNNING: Icon = { id: "circle-outline", color: GREY };

/** The user has to do something about it. */
export function needsAttention(level: Level): boolean {
  return level === "error" || level === "warning";
}

/** The first of the worst. */
export function worst<T extends { readonly level: Level }>(items: readonly T[]): T | undefined {
  let found: T | undefined;
  for (const item of items) {
    if (found === undefined || LEVELS.indexOf(item.level) < LEVELS.indexOf(found.level)) found = item;
  }
  return found;
}
