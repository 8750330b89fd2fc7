import type { BuildRecord, BuildTrigger } from "../../../shared/builds.ts";
import type { Event } from "../../../shared/event.ts";

/** What was known when a build began, by whoever saw it first. One small file a build. */
export interface BegunFacts {
  readonly commit?: string;
  readonly dirty?: boolean;
  readonly manifest?: string;
}

/** What Dev Loop has set about to build, so that every window and the command line know whose a build is. */
export interface BuildIntent {
  readonly stack: string;
  /** Empty: all of the stack's. */
  readonly services: readonly string[];
  readonly trigger: Exclude<BuildTrigger, "elsewhere">;
  readonly mode?: string;
}

/** The state folder's `builds`: shared by all windows and the command line, safe against a kill at any moment. */
export interface BuildHistory {
  /** Writes a finished build; the same one again changes nothing but what the first one lacked. Never rejects. */
  record(record: BuildRecord): Promise<void>;
  /** The newest first; broken files are skipped. */
  list(options: { readonly stack?: string; readonly limit: number }): Promise<readonly BuildRecord[]>;
  ids(): Promise<ReadonlySet<string>>;
  /** The first to say it counts; gives what then counts. Never rejects. */
  begun(id: string, facts: BegunFacts): Promise<BegunFacts>;
  /** Lasts until it is ended, or its process is gone. */
  intend(intent: BuildIntent): Promise<{ end(): Promise<void> }>;
  /** Whose a build is that began at the time. */
  intentAt(stack: string, service: string, startedAt: number): Promise<BuildIntent | undefined>;
  /** Another window, or the command line, has written a record. Nothing is watched until somebody listens. */
  readonly onDidChange: Event<void>;
  dispose(): void;
}
