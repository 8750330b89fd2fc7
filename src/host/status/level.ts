/** How much a state deserves a look, the most first. */
export const LEVELS = ["error", "warning", "working", "unknown", "idle", "ok"] as const;
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
}

export const GREEN = "testing.iconPassed";
export const YELLOW = "problemsWarningIcon.foreground";
export const RED = "problemsErrorIcon.foreground";
export const GREY = "disabledForeground";

export const WORKING: Icon = { id: "loading~spin" };

/** The user has to do something about it. */
export function needsAttention(level: Level): boolean {
  return level === "error" || level === "warning";
}

export function worst<T extends { readonly level: Level }>(items: readonly T[]): T | undefined {
  return items.toSorted((left, right) => LEVELS.indexOf(left.level) - LEVELS.indexOf(right.level))[0];
}
