import type { NeededAction, NotSeenCause, SourceChange, VerdictAction } from "../../../shared/model.ts";
import type { ComposeService } from "../../compose/model.ts";
import type { EngineContainer } from "../../engine/container.ts";
import type { ToolSetup } from "../reader.ts";

/** Of which container's sources something is asked. */
export interface SourceQuery {
  /** With its `setup`, and running. */
  readonly container: EngineContainer;
  readonly tool: ToolSetup;
  /** Its declaration in the active mode. */
  readonly service: ComposeService | undefined;
  /** Dev Loop runs `docker compose watch` for the stack. */
  readonly watchOn: boolean;
  /** When the image that it was made from was built, as far as is known. */
  readonly imageBuiltAt?: number;
}

/** What the files on this machine say; times are those of the files. */
export interface SourceFacts {
  /** The newest change since the container's start of a file that the tool may reload. */
  readonly change?: WatchedChange;
  /** The most that a change which no reload takes in asks for. */
  readonly needs?: Need;
  /** Why not all files could be looked at: a clause. */
  readonly incomplete?: string;
}

export interface Need extends NeededAction {
  /** A reload that begins after it takes it in as well: the tool starts the program anew. */
  readonly orReload?: boolean;
}

export interface WatchedChange extends SourceChange {
  /** The tool watches this file for sure, and its content was written anew: no reaction means that it was not seen. */
  readonly certain: boolean;
  /** Why it could not be seen, most likely, if it was not: the mount, not the tool. */
  readonly unseen: {
    readonly cause: NotSeenCause;
    /** Sentences. */
    readonly reason: string;
    readonly fix: string;
    readonly action: VerdictAction;
  };
}
