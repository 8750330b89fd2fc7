/** A whole line of a container's log. */
export interface LogLine {
  readonly stream: "stdout" | "stderr" | "system";
  /** Milliseconds since the epoch with a fraction, by the engine's clock; 0 where the log did not say. */
  readonly time: number;
  /** UTF-8 as the program wrote it, escape sequences included, without the line end. Not to be kept: it is a view. */
  readonly bytes: Buffer;
  /** Longer lines are broken at 64 KiB: this is a piece, and more of the line follows. */
  readonly broken: boolean;
}

/** Something that a log does not say itself. */
export type LogMark =
  | { readonly kind: "created" }
  | { readonly kind: "removed" }
  /** It runs again, or was found to have been restarted. */
  | { readonly kind: "started"; readonly startedAt: number | undefined }
  | { readonly kind: "exited"; readonly code: number; readonly oomKilled: boolean }
  /** The log had dropped lines before they were read. */
  | { readonly kind: "missing" }
  /** The engine's log driver keeps nothing that can be read; the reason is the engine's. */
  | { readonly kind: "unreadable"; readonly reason: string }
  /** It waits for one of the few connections that a remote engine is given. */
  | { readonly kind: "waiting" }
  /** What the log held when it was opened has been read: what follows is news. `cut`: it held more than was read back. */
  | { readonly kind: "caughtUp"; readonly cut?: true };

/** What happens in the log of one container. */
export interface LogListener {
  /** In order; called before anything may drop them. */
  lines(containerId: string, lines: readonly LogLine[]): void;
  mark(containerId: string, mark: LogMark): void;
}
