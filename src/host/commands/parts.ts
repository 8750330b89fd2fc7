import type * as vscode from "vscode";
import type { ActionRunner } from "../actions/actionRunner.ts";
import type { StackOutput } from "../actions/stackOutput.ts";
import type { BuildTerminals } from "../builds/buildTerminals.ts";
import type { ComposeWatches } from "../composeWatch/composeWatches.ts";
import type { ChosenContext } from "../contexts/chosenContext.ts";
import type { CoreProcess } from "../core/coreProcess.ts";
import type { Documents } from "../documents/documents.ts";
import type { HostLog } from "../hostLog.ts";
import type { LogTerminals } from "../logs/logTerminals.ts";
import type { ChosenModes } from "../modes/chosenModes.ts";
import type { ChosenProfiles } from "../profiles/chosenProfiles.ts";
import type { Recordings } from "../report/recordings.ts";
import type { Node } from "../tree/nodes.ts";
import type { AcceptedCollisions } from "./collisions.ts";

/** What is there from the window's start on. */
export interface CommandGround {
  readonly core: CoreProcess;
  readonly modes: ChosenModes;
  readonly profiles: ChosenProfiles;
  readonly context: ChosenContext;
  readonly documents: Documents;
  readonly log: HostLog;
  /** The workspace's. */
  readonly memory: vscode.Memento;
  /** Shows a row, selected, and the view where it is hidden. */
  readonly reveal: (row: Node) => Promise<void>;
  /** Has it end with the window. */
  readonly own: <T extends vscode.Disposable>(item: T) => T;
}

/** What commands work with. */
export interface CommandParts extends CommandGround {
  readonly actions: ActionRunner;
  readonly output: StackOutput;
  readonly collisions: AcceptedCollisions;
  readonly watches: ComposeWatches;
  readonly recordings: Recordings;
  readonly logs: LogTerminals;
  readonly buildTerminals: BuildTerminals;
}

/**
 * The first argument names a row ({@link Target}); without one, the user is asked where there is a choice.
 * The second may say what would be asked: {@link CommandOptions}.
 */
export type Handler = (argument?: unknown, options?: unknown) => unknown;
