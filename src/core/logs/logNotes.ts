import type { LogMark } from "./logLine.ts";

/**
 * What is said of it to who follows the log.
 * @param name the container's, as Compose calls it: `backend-1`
 * @param exited the end of the run before was told
 */
export function noteOf(mark: LogMark, name: string, exited: boolean): string | undefined {
  switch (mark.kind) {
    case "created":
      return `${name} was created`;
    case "removed":
      return `${name} was removed`;
    case "started":
      return `${name} ${exited ? "started again" : "was restarted"}`;
    case "exited":
      return `${name} exited with code ${mark.code}${mark.oomKilled ? " (out of memory)" : ""}`;
    case "missing":
      return `${name} lines are missing here: the log has dropped them already`;
    case "unreadable":
      return `${name} has no log that can be read: ${mark.reason}`;
    case "waiting":
      return `${name} is waiting for a free connection to the engine`;
    case "caughtUp":
      return undefined;
  }
}

export function skippedNote(name: string, lines: number): string {
  const what = lines === 1 ? "1 line was" : `${lines.toLocaleString("en-US")} lines were`;
  return `${name}: ${what} skipped here: they came faster than they could be shown.`;
}
