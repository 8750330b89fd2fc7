import { existsSync, type FSWatcher, readFileSync, watch, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod/mini";

/** What the tests inside the extension host tell the runner outside: one line of JSON each, in a file both know. */
const hostTestEvent = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("start"), files: z.array(z.string()), tests: z.number() }),
  z.object({ kind: z.literal("passed"), title: z.string(), ms: z.number() }),
  z.object({ kind: z.literal("failed"), title: z.string(), error: z.string() }),
  z.object({ kind: z.literal("skipped"), title: z.string() }),
  z.object({ kind: z.literal("end") }),
]);

export type HostTestEvent = z.infer<typeof hostTestEvent>;

/** The environment's names for that file, and for the pattern (a regular expression) of the test files to run. */
export const eventsFileVariable = "DEVLOOP_HOST_TESTS_EVENTS";
export const filesPatternVariable = "DEVLOOP_HOST_TESTS_FILES";

export interface HostTestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly { readonly title: string; readonly error: string }[];
  /** False when the suite never came to its end: whatever was counted is not the whole truth. */
  readonly complete: boolean;
}

/** Counts what was told. A suite that did not start, end or run a single test is not complete. */
export function countEvents(events: readonly HostTestEvent[]): HostTestCounts {
  const failures = events.filter((event) => event.kind === "failed");
  const passed = events.filter((event) => event.kind === "passed").length;
  const skipped = events.filter((event) => event.kind === "skipped").length;
  const complete = events.at(-1)?.kind === "end" && passed + failures.length > 0;
  return { passed, failed: failures.length, skipped, failures, complete };
}

/** The line that a person reads for an event. */
export function eventText(event: HostTestEvent): string | undefined {
  switch (event.kind) {
    case "start":
      return `host tests: ${event.tests} in ${event.files.length} files`;
    case "passed":
      return `  ✓ ${event.title} (${Math.round(event.ms)} ms)`;
    case "failed":
      return `  ✗ ${event.title}\n${event.error.replace(/^/gm, "      ")}`;
    case "skipped":
      return `  - ${event.title} (skipped)`;
    case "end":
      return undefined;
  }
}

/** Hands events on as they are written; `finish` reads the rest and gives them all. */
export class HostTestFollower {
  readonly #file: string;
  readonly #onEvent: (event: HostTestEvent) => void;
  readonly #events: HostTestEvent[] = [];
  readonly #watcher: FSWatcher;

  constructor(file: string, onEvent: (event: HostTestEvent) => void) {
    this.#file = file;
    this.#onEvent = onEvent;
    writeFileSync(file, "");
    this.#watcher = watch(path.dirname(file), () => this.#read());
  }

  finish(): HostTestEvent[] {
    this.#watcher.close();
    this.#read();
    return this.#events;
  }

  #read(): void {
    if (!existsSync(this.#file)) return;
    // The last piece is what is being written, or empty.
    const lines = readFileSync(this.#file, "utf8").split("\n").slice(0, -1);
    for (const line of lines.slice(this.#events.length)) {
      const event = hostTestEvent.parse(JSON.parse(line));
      this.#events.push(event);
      this.#onEvent(event);
    }
  }
}
