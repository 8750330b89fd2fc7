import * as vscode from "vscode";
import type { AppState } from "../shared/model.ts";
import { BuildClock } from "./builds/buildClock.ts";
import type { CommandGround } from "./commands/parts.ts";
import { registerCommands } from "./commands/register.ts";
import { ContextKeyRegistry } from "./contextKeys.ts";
import { ChosenContext } from "./contexts/chosenContext.ts";
import { checkAliveOnFocus } from "./core/aliveOnFocus.ts";
import { CoreProcess } from "./core/coreProcess.ts";
import type { CoreChange } from "./core/coreState.ts";
import { startCoreWorker } from "./core/coreWorker.ts";
import { buildProblems } from "./diagnostics/buildProblems.ts";
import { composeProblems } from "./diagnostics/composeProblems.ts";
import { ProblemCollection } from "./diagnostics/problemCollection.ts";
import { Documents } from "./documents/documents.ts";
import { HostLog } from "./hostLog.ts";
import { ChosenModes } from "./modes/chosenModes.ts";
import { ChosenProfiles } from "./profiles/chosenProfiles.ts";
import { onDidChangeSettings, readSettings } from "./settings.ts";
import { canAct, engineProblem, situationOf } from "./situation/situation.ts";
import { StatusBar } from "./statusBar/statusBar.ts";
import { TerminalCommand } from "./terminal/terminalCommand.ts";
import type { Node } from "./tree/nodes.ts";
import { StackTree } from "./tree/stackTree.ts";
import { StackView } from "./tree/stackView.ts";
import { onDidChangeWorkspace, workspaceFolders, workspaceTrust } from "./trust/workspaceFacts.ts";
import { ChangedFiles } from "./watch/changedFiles.ts";

/**
 * What `activate` returns: the state as the views are told it, and the rows as VS Code is given them.
 * For tests and the bench; it may change with any version.
 */
export interface DevLoopApi {
  state(): AppState;
  onDidChange(listener: (state: AppState) => void): vscode.Disposable;
  readonly tree: vscode.TreeDataProvider<Node>;
  /** Resolves when terminals that are opened from then on know the command `devloop`. */
  terminalReady(): Promise<void>;
}

export interface DevLoop {
  readonly api: DevLoopApi;
  /** Resolves when the core and all that it started have ended. */
  stop(): Promise<void>;
}

/** Puts the features together and starts the core; returns before the core has said anything. */
export function startDevLoop(context: vscode.ExtensionContext): DevLoop {
  const owned = <T extends vscode.Disposable>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  const log = owned(new HostLog());
  const memory = context.workspaceState;
  const modes = new ChosenModes(memory);
  const profiles = new ChosenProfiles(memory);
  const chosenContext = new ChosenContext(memory);
  const core = owned(
    new CoreProcess({
      startWorker: () => startCoreWorker(new URL("./worker.js", import.meta.url)),
      environment: () => ({
        folders: workspaceFolders(),
        trust: workspaceTrust(),
        settings: readSettings(log),
        chosenModes: modes.all,
        chosenProfiles: profiles.all,
        chosenContext: chosenContext.name,
      }),
      log: ({ level, text }) => log.write(level, text),
      onGaveUp: () => void sayGaveUp(),
    }),
  );
  const situation = () => situationOf(core.state, workspaceFolders().length > 0);
  const tree = owned(new StackTree(core, situation));
  const view = owned(new StackView(tree, core, situation));
  const statusBar = owned(new StatusBar());
  const composeFaults = owned(new ProblemCollection("compose"));
  const buildFaults = owned(new ProblemCollection("build"));
  const clock = owned(
    new BuildClock(() => {
      statusBar.update(core.state, situation());
      tree.refreshBuilding();
    }),
  );
  const changedFiles = owned(new ChangedFiles((paths) => core.filesChanged(paths)));
  const keys = new ContextKeyRegistry();
  const show = (change: CoreChange) => {
    keys.set("devloop.situation", situation());
    keys.set("devloop.canAct", canAct(core.state));
    keys.set("devloop.engineProblem", engineProblem(core.state.app.engine));
    view.update(change);
    statusBar.update(core.state, situation());
    composeFaults.update(composeProblems(core.state.app.stacks));
    buildFaults.update(buildProblems(core.state.app));
    clock.update(core.state.app);
    changedFiles.update(core.state.app.stacks);
  };
  owned(core.onDidChange(show));
  const tell = (changes: Parameters<CoreProcess["update"]>[0]) => {
    core.update(changes);
    // A folder may have come or gone before the core says a word.
    show({ previous: core.state, state: core.state, patches: [] });
  };
  owned(onDidChangeWorkspace(tell));
  owned(onDidChangeSettings(log, (settings) => tell({ settings })));

  const ground: CommandGround = {
    core,
    modes,
    profiles,
    context: chosenContext,
    documents: owned(new Documents(core)),
    log,
    memory,
    reveal: (row) => view.reveal(row),
    own: owned,
  };
  const loadCommands = async () => (await import("./commands/table.ts")).commandTable(ground);
  owned(registerCommands(loadCommands, log));
  owned(checkAliveOnFocus(core));

  show({ previous: core.state, state: core.state, patches: [] });
  core.start();
  const terminalCommand = owned(new TerminalCommand(context, log));
  return {
    api: {
      state: () => core.state.app,
      onDidChange: (listener) => core.onDidChange(({ state }) => listener(state.app)),
      tree,
      terminalReady: () => terminalCommand.ready,
    },
    stop: () => core.stop(),
  };
}

async function sayGaveUp(): Promise<void> {
  const restart = vscode.l10n.t("Restart");
  const showLog = vscode.l10n.t("Show Log");
  const message = vscode.l10n.t("Dev Loop has stopped: its core ended five times within a minute.");
  const picked = await vscode.window.showErrorMessage(message, showLog, restart);
  if (picked === restart) await vscode.commands.executeCommand("devloop.restartCore");
  if (picked === showLog) await vscode.commands.executeCommand("devloop.showLog");
}
