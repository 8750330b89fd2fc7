import { statSync } from "node:fs";
import path from "node:path";
import type { NotSeenCause, Seen, ServiceState, VerdictAction } from "../../../../src/shared/model.ts";

/** What is so after a step, by what the tool is known to do and by what the service answers. */
export interface Truth {
  readonly phase:
    | "unknown"
    | "waiting"
    | "compiling"
    | "waits for a lock"
    | "failed"
    | "built"
    | "running"
    | "crashed";
  /** Of a `failed`; 0 where not given. */
  readonly errors?: number;
  /** Of a `failed`, `built` or `running`; 0 where not given. */
  readonly warnings?: number;
  /** Of a `crashed`. */
  readonly exitCode?: number;
  readonly serving: "new" | "old" | "nothing" | "unknown";
  /** The last change that may be reloaded, below the project's folder; absent: there was none since the start. */
  readonly change?: string | RegExp;
  /** The change is the file's disappearance, whose time no file tells. */
  readonly deleted?: true;
  /** A cause: it was not seen, for that reason. Absent with {@link change}. */
  readonly seen?: "yes" | "pending" | "unknown" | NotSeenCause;
  readonly needs?: "restart" | "recreate" | "rebuild" | "watch";
  /** An action: it is not current, and that would make it so. */
  readonly verdict: "current" | "pending" | "unknown" | VerdictAction;
}

/** What `devloop wait` exits with: 0 served, 1 failed, 2 not seen or unknown. */
export function exitCodeOf({ verdict, phase }: Truth): number {
  if (verdict === "current") return 0;
  return phase === "failed" || phase === "crashed" ? 1 : 2;
}

/** What a service's state says of all that; `folder` is the project's. */
export function toldOf(
  service: ServiceState,
  folder: string,
): Partial<Truth> & { readonly problem?: string } {
  const { reload, verdict } = service;
  const answer = verdict.kind === "notCurrent" ? verdict.action : verdict.kind;
  if (reload === undefined) return { verdict: answer };
  const { phase, serving, change, seen, needs } = reload;
  return {
    phase: phase.kind === "compiling" && phase.waitsForLock ? "waits for a lock" : phase.kind,
    ...("errors" in phase && phase.errors > 0 ? { errors: phase.errors } : {}),
    ...("warnings" in phase && phase.warnings > 0 ? { warnings: phase.warnings } : {}),
    ...("exitCode" in phase && phase.exitCode !== undefined ? { exitCode: phase.exitCode } : {}),
    serving: serving.kind,
    ...(change === undefined ? {} : changeOf(change.file, change.at, folder)),
    ...(seen === undefined ? {} : { seen: seenOf(seen) }),
    ...(needs === undefined ? {} : { needs: needs.action }),
    verdict: answer,
  };
}

function seenOf(seen: Seen): NonNullable<Truth["seen"]> {
  return seen.kind === "no" ? seen.cause : seen.kind;
}

/** The same, in the words of the truth where that leaves open which of many files was changed last. */
export function comparable<T extends Partial<Truth>>(told: T, { change }: Truth): T {
  const fits = change instanceof RegExp && typeof told.change === "string" && change.test(told.change);
  return fits ? { ...told, change } : told;
}

/**
 * The time of a change has to be the file's own, or else the state is of an earlier change of it; a file that was only
 * given other permissions, or another name, bears the time of that.
 */
function changeOf(
  file: string,
  at: number,
  folder: string,
): { readonly change: string; readonly deleted?: true; readonly problem?: string } {
  const change = path.relative(folder, file);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return { change, deleted: true };
  const { mtimeMs, ctimeMs } = found;
  const isItsOwn = [mtimeMs, ctimeMs].some((time) => Math.abs(time - at) < 2);
  return isItsOwn ? { change } : { change, problem: `of ${at}, written at ${mtimeMs}` };
}
