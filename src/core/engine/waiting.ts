import type { Event } from "../../shared/event.ts";

/** Resolves at the next event, when the signal says so, or after a time where one is given. */
export function changeOrTimeout(event: Event<void>, signal: AbortSignal, ms?: number): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const settle = () => {
      subscription.dispose();
      signal.removeEventListener("abort", settle);
      clearTimeout(timer);
      resolve();
    };
    const timer = ms === undefined ? undefined : setTimeout(settle, ms);
    signal.addEventListener("abort", settle, { once: true });
    const subscription = event(settle);
  });
}
