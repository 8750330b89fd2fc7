/** What a line of a tool's output says of its reload. */
export type Signal =
  /** It has reacted: what follows belongs to a new epoch. */
  | { readonly kind: "begin" }
  | { readonly kind: "compile" }
  /** The build waits for another one's lock. */
  | { readonly kind: "lock" }
  | { readonly kind: "error" }
  | { readonly kind: "warning" }
  /**
   * The build has failed; the counts are the tool's own sum, where it told one. `line` is the text that says it best,
   * where that is an earlier line. `halfWritten`: a file that was read while it was being written fails so, too, and
   * its next reading may go well in silence.
   */
  | {
      readonly kind: "failed";
      readonly errors?: number;
      readonly warnings?: number;
      readonly line?: string;
      readonly halfWritten?: boolean;
    }
  | { readonly kind: "built" }
  /** The program starts. `sure` is false where it only printed the first line of its start again. */
  | { readonly kind: "launch"; readonly sure: boolean }
  /** A whole reload in one line, and it went well. */
  | { readonly kind: "reloaded" }
  /** The program's own words that it ends badly; where the tool lives on, that is all there will be. */
  | { readonly kind: "crash"; readonly line?: string }
  /** The last `failed` or `crash` was no reload's: a request failed, and the program goes on as before. */
  | { readonly kind: "retract" }
  /** The command has ended. Without a code: by a signal, or the tool did not say. */
  | { readonly kind: "end"; readonly code?: number };
