import type { Disposable } from "../shared/disposable.ts";

/** The time that a command has, and the user's right to interrupt it. */
export interface Deadline extends Disposable {
  /** The time is up, or the user has interrupted. */
  readonly reached: boolean;
  /** What the work gives; `undefined` where the deadline is reached first, at once where it was reached before. */
  within<T>(work: Promise<T>): Promise<T | undefined>;
}

/** @param interrupt aborts when the user interrupts */
export function createDeadline(limitMs: number, interrupt: AbortSignal): Deadline {
  const end = Promise.withResolvers<undefined>();
  let reached = false;
  const reach = (): void => {
    reached = true;
    end.resolve(undefined);
  };
  const timer = setTimeout(reach, limitMs);
  interrupt.addEventListener("abort", reach, { once: true });
  if (interrupt.aborted) reach();
  return {
    get reached() {
      return reached;
    },
    within: (work) => Promise.race([end.promise, work]),
    dispose() {
      clearTimeout(timer);
      interrupt.removeEventListener("abort", reach);
    },
  };
}
