import { isDeepStrictEqual } from "node:util";
import { type BuildRecord, type BuildsState, NO_BUILDS } from "../shared/builds.ts";
import { DisposableStore, Replaceable } from "../shared/disposable.ts";
import { Emitter, type Event } from "../shared/event.ts";
import { type AppState, EMPTY_STATE } from "../shared/model.ts";
import { DEFAULT_BUILD, type DockerContext, type Environment } from "../shared/protocol.ts";
import { assemble } from "./appState.ts";
import { type Logger, redactingLogger } from "./base/logger.ts";
import { ownVersion } from "./base/ownVersion.ts";
import { ProcessRunner } from "./base/process.ts";
import { TrustGate } from "./base/trustGate.ts";
import { findProgram } from "./base/which.ts";
import type { BuildRoom } from "./build/room.ts";
import { ComposeWatches } from "./compose/composeWatches.ts";
import { DockerCli } from "./compose/dockerCli.ts";
import { ActionQueue } from "./compose/queue.ts";
import { RunningFiles } from "./compose/runningFiles.ts";
import { ComposeWorkspace, type WorkspaceQuery } from "./compose/workspace.ts";
import { workspaceSources } from "./compose/workspaceSources.ts";
import { watchContexts } from "./engine/contextWatch.ts";
import { EngineFinder } from "./engine/engineFinder.ts";
import { EngineLink } from "./engine/engineLink.ts";
import { Recorder } from "./engine/recording/recorder.ts";
import type { IntentPorts, Intents } from "./intents.ts";
import type { LogHub } from "./logs/logHub.ts";
import type { ReloadRoom } from "./reload/room.ts";
import { asOpened, type FolderAlias, folderAliases } from "./stack/folderAliases.ts";
import { Stacks } from "./stack/stacks.ts";

/** An engine that said something so recently is alive. */
const SILENCE_MS = 60_000;

/** What the core needs of the process it runs in. */
export interface AppPorts {
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  readonly platform: NodeJS.Platform;
  /** Who asks for builds; absent: a button. */
  readonly trigger?: "button" | "cli";
}

export interface StateChange {
  readonly previous: AppState;
  readonly next: AppState;
}

/** The core's one way in (requests) and one way out (states). Errors that it throws are sentences for the user. */
export interface App extends Intents {
  readonly state: AppState;
  readonly onDidChange: Event<StateChange>;
  /** Starts to look at the engine and the workspace; resolves at once with what is known so far. */
  initialize(environment: Environment): Promise<AppState>;
  update(changes: Partial<Environment>): Promise<void>;
  filesChanged(paths: readonly string[]): Promise<void>;
  refresh(): Promise<void>;
  /** Resolves once the workspace was read and the engine has answered or can't be reached. */
  settled(): Promise<AppState>;
  /** The same, and every service's log and files were looked at, so that its reload state is known where it can be. */
  looked(): Promise<AppState>;
  /** Looks at all source files again; resolves when the state says what they then say. */
  rescan(): Promise<void>;
  /** The history of builds, the newest first. `asKept`: without reading first those that were missed. */
  builds(options: { stackId?: string; limit: number; asKept?: boolean }): Promise<readonly BuildRecord[]>;
  /** A build's output as readable text; resolves when it has ended. */
  followBuild(id: string, signal: AbortSignal, emit: (text: string) => Promise<void>): Promise<void>;
  contexts(signal: AbortSignal): Promise<readonly DockerContext[]>;
  /** Has an engine that does not answer any more told as unreachable; asks only after a minute's silence. */
  checkAlive(): Promise<void>;
  /** From now on, what the engine tells is kept for a report; all of it is asked for once. */
  startRecording(): Promise<void>;
  /** The report's text, secrets redacted. */
  stopRecording(): Promise<string>;
  /** Resolves when every child process has ended. */
  dispose(): Promise<void>;
}

/** Wires the features; each keeps its own state, and `state` is derived from theirs. */
export function createApp(ports: AppPorts): App {
  const { env, homeDir, platform } = ports;
  const logger = redactingLogger(ports.logger);
  const owned = new DisposableStore();
  const gate = new TrustGate();
  const runner = new ProcessRunner({ trusted: () => gate.trusted, env, logger, platform });
  const cli = new DockerCli(() => findProgram("docker", env, platform));
  const stacks = owned.add(new Stacks());
  const recorder = new Recorder({ homeDir, platform, version: ownVersion, snapshot });
  const queue = owned.add(new ActionQueue());
  const watches = owned.add(new ComposeWatches());
  const engines = new EngineFinder({
    runner,
    logger,
    env,
    homeDir,
    platform,
    docker: () => cli.require(),
    wrap: (client, endpoint) => recorder.wrap(client, endpoint),
  });
  const link = owned.add(new EngineLink(engines, logger));
  const contextWatch = owned.add(new Replaceable());
  const workspace = owned.add(
    new ComposeWorkspace(workspaceSources({ runner, cli, env, homeDir, logger }), logger),
  );
  const runningFiles = new RunningFiles();
  const onDidChange = owned.add(new Emitter<StateChange>());
  let aliases: readonly FolderAlias[] = [];
  const onDidLook = owned.add(new Emitter<void>());
  let environment: Environment | undefined;
  let room: ReloadRoom | undefined;
  let roomOpened: Promise<void> | undefined;
  let buildRoom: BuildRoom | undefined;
  let buildRoomOpened: Promise<BuildRoom | undefined> | undefined;
  let buildsFailed = false;
  let builds: BuildsState = NO_BUILDS;
  let logsOpened: Promise<LogHub> | undefined;
  let scanned = false;
  let state: AppState = EMPTY_STATE;

  /** What the rooms have of the core. */
  const common = {
    link,
    stacks,
    env,
    homeDir,
    platform,
    logger,
    settings: () => environment?.settings.services ?? NO_SETTINGS,
    onDidLook: () => onDidLook.fire(),
  };

  function changed(): void {
    const listed = stacks.store.containers !== undefined;
    const parts = {
      trust: gate.trust,
      engine: link.state,
      cli: cli.state,
      scanned,
      listed,
      stacks: stacks.selected,
      builds,
    };
    const previous = state;
    state = assemble(previous, parts);
    if (state !== previous) onDidChange.fire({ previous, next: state });
    void lookAtReloads();
    lookAtBuilds();
  }

  /** Once there is something that is built here, and a tree that shows it. */
  function lookAtBuilds(): void {
    if (buildRoom !== undefined) buildRoom.update();
    else if (state.settled && state.stacks.some(mayBuild)) void openBuilds();
  }

  function openBuilds(): Promise<BuildRoom | undefined> {
    buildRoomOpened ??= makeBuildRoom().catch((error: unknown) => {
      logger.error(`Builds can't be looked at: ${String(error)}`);
      buildsFailed = true;
      onDidLook.fire();
      return undefined;
    });
    return buildRoomOpened;
  }

  async function makeBuildRoom(): Promise<BuildRoom | undefined> {
    const { openBuildRoom } = await import("./build/openRoom.ts");
    if (owned.disposed) return undefined;
    buildRoom = owned.add(
      openBuildRoom({
        ...common,
        runner,
        cli,
        tell: (told) => {
          builds = told;
          changed();
        },
        onDidBuild: () => void room?.lookAgain(),
      }),
    );
    buildRoom.update();
    return buildRoom;
  }

  /** Once there is something that may reload, and a tree that shows it. */
  async function lookAtReloads(): Promise<void> {
    if (room !== undefined) room.update();
    else if (state.settled && state.stacks.some(mayReload)) {
      roomOpened ??= openRoom();
      await roomOpened;
    }
  }

  async function openRoom(): Promise<void> {
    try {
      const [{ openReloadRoom }, logs] = await Promise.all([import("./reload/openRoom.ts"), openLogs()]);
      if (owned.disposed) return;
      room = owned.add(openReloadRoom({ ...common, logs }));
      room.update();
    } catch (error) {
      logger.error(`Reloads can't be looked at: ${String(error)}`);
    }
  }

  /** When something is first read: a tree is there sooner without it. */
  function openLogs(): Promise<LogHub> {
    logsOpened ??= import("./logs/logHub.ts").then(({ LogHub }) =>
      owned.add(
        new LogHub({
          connected: () => link.engine,
          container: (id) => stacks.store.containers?.get(id),
          onContainersChanged: stacks.onDidChange,
          logger,
        }),
      ),
    );
    return logsOpened;
  }

  function hasLooked(): boolean {
    if (!state.settled) return false;
    const reloads = room === undefined ? !state.stacks.some(mayReload) : room.looked;
    const images = buildRoom === undefined ? buildsFailed || !state.stacks.some(mayBuild) : buildRoom.looked;
    return reloads && images;
  }

  function snapshot() {
    const { folders, sets, chosen, chosenProfiles } = stacks.store;
    return { app: state, workspace: { folders, sets, chosen, chosenProfiles } };
  }

  owned.add(link.onDidChangeState(changed));
  owned.add(
    link.onDidChangeContainers((told) => {
      const change = asOpened(told, aliases);
      stacks.apply({ kind: "containers", change });
      if (runningFiles.apply(change)) void workspace.setRunning(runningFiles.lists);
    }),
  );
  owned.add(workspace.onDidChange((sets) => stacks.apply({ kind: "sets", sets })));
  owned.add(queue.onDidChange(({ stackId, actions }) => stacks.apply({ kind: "actions", stackId, actions })));
  owned.add(watches.onDidChange(({ stackId, watch }) => stacks.apply({ kind: "watch", stackId, watch })));
  owned.add(cli.onDidChange(changed));
  owned.add(stacks.onDidChange(changed));

  const intentPorts: Omit<IntentPorts, "logs"> = {
    stack: (id: string) => stacks.selected.find((stack) => stack.id === id),
    store: () => stacks.store,
    engine: () => link.state,
    relist: () => link.refresh(),
    checkAlive: async () => void (await link.engine?.checkAlive(SILENCE_MS)),
    queue,
    watches,
    programs: { env, platform },
    cli,
    runner,
    logger,
    stacks,
    connected: () => link.engine,
    buildSettings: () => environment?.settings.build ?? DEFAULT_BUILD,
    trigger: ports.trigger ?? "button",
    builds: async () => {
      const opened = await openBuilds();
      if (opened === undefined) throw new Error("Builds can't be looked at: the log says why.");
      return opened.run;
    },
    hasImage: async (name, signal) =>
      (await import("./engine/hasImage.ts")).hasImage(link.engine, name, signal),
  };
  let loaded: Promise<Intents> | undefined;

  async function intents(): Promise<Intents> {
    gate.require();
    loaded ??= Promise.all([import("./intents.ts"), openLogs()]).then(([{ createIntents }, logs]) =>
      createIntents({ ...intentPorts, logs }),
    );
    return loaded;
  }

  /** Once a tree can be shown, and never while nothing may be looked at. */
  function watchDockersChoice(): void {
    if (!gate.trusted || contextWatch.current !== undefined) return;
    contextWatch.set(
      watchContexts({ env, homeDir, logger }, () => {
        if (!gate.trusted) return;
        engines.forgetContexts();
        void link.lookAgain();
      }),
    );
  }

  async function afterScan(scan: Promise<void>): Promise<void> {
    await scan;
    scanned = true;
    changed();
  }

  /** They decide which services are active. */
  async function profilesChosen(environment: Environment): Promise<void> {
    const { chosenProfiles } = environment;
    stacks.apply({ kind: "chosenProfiles", chosenProfiles });
    if (gate.trusted) await workspace.scan(workspaceQuery(environment));
  }

  async function start(environment: Environment): Promise<void> {
    gate.set(environment.trust);
    if (environment.folders.join("\n") !== stacks.store.folders.join("\n")) scanned = false;
    stacks.apply({ kind: "folders", folders: environment.folders });
    stacks.apply({ kind: "chosen", chosen: environment.chosenModes });
    stacks.apply({ kind: "chosenProfiles", chosenProfiles: environment.chosenProfiles });
    changed();
    if (!gate.trusted) {
      link.disconnect();
      contextWatch.set(undefined);
      return;
    }
    const found = await folderAliases(environment.folders);
    // Meanwhile other folders may have been opened, or trust been taken back: whoever did that goes on.
    if (!gate.trusted || stacks.store.folders !== environment.folders) return;
    const renamed = !isDeepStrictEqual(found, aliases);
    aliases = found;
    if (renamed && link.engine) void link.refresh();
    await Promise.all([
      link.connect({ context: environment.chosenContext, host: environment.settings.dockerHost }),
      afterScan(workspace.scan(workspaceQuery(environment))),
    ]);
    watchDockersChoice();
  }

  let starting: Promise<void> = Promise.resolve();

  function settled(): Promise<AppState> {
    if (state.settled) return Promise.resolve(state);
    return new Promise((resolve) => {
      const subscription = onDidChange.event(({ next }) => {
        if (!next.settled) return;
        subscription.dispose();
        resolve(next);
      });
    });
  }

  return {
    get state() {
      return state;
    },
    onDidChange: onDidChange.event,

    async initialize(given) {
      environment = given;
      starting = start(given);
      starting.catch((error: unknown) => logger.error(`Starting failed: ${String(error)}`));
      return state;
    },

    async update(changes) {
      if (!environment) throw new Error("The core has not been initialized.");
      const before = environment;
      environment = { ...before, ...changes };
      const { folders, trust, settings, chosenContext } = changes;
      if (folders || trust || settings || chosenContext !== undefined) starting = start(environment);
      else {
        if (changes.chosenModes) stacks.apply({ kind: "chosen", chosen: changes.chosenModes });
        if (changes.chosenProfiles) await profilesChosen(environment);
      }
      await starting;
    },

    async filesChanged(paths) {
      if (!gate.trusted) return;
      room?.filesChanged(paths);
      buildRoom?.filesChanged(paths);
      await workspace.filesChanged(paths);
    },

    async refresh() {
      gate.require();
      await cli.look();
      engines.forgetContexts();
      await Promise.all([link.refresh(), afterScan(workspace.scanAfresh())]);
    },

    settled,

    async looked() {
      await settled();
      if (hasLooked()) return state;
      return new Promise((resolve) => {
        const look = () => {
          if (!hasLooked()) return;
          subscriptions.dispose();
          resolve(state);
        };
        const subscriptions = new DisposableStore();
        subscriptions.add(onDidLook.event(look));
        subscriptions.add(onDidChange.event(look));
      });
    },

    async rescan() {
      gate.require();
      await Promise.all([room?.rescan(), buildRoom?.rescan()]);
    },

    runAction: async (...given) => (await intents()).runAction(...given),
    planUp: async (...given) => (await intents()).planUp(...given),
    watch: async (...given) => (await intents()).watch(...given),
    followLog: async (...given) => (await intents()).followLog(...given),
    inspect: async (...given) => (await intents()).inspect(...given),
    shell: async (...given) => (await intents()).shell(...given),
    runCommand: async (...given) => (await intents()).runCommand(...given),
    findService: async (...given) => (await intents()).findService(...given),

    builders: async (...given) => (await intents()).builders(...given),
    verifyBytes: async (...given) => (await intents()).verifyBytes(...given),
    containerFile: async (...given) => (await intents()).containerFile(...given),

    async builds(options) {
      gate.require();
      return (await (await openBuilds())?.records(options)) ?? [];
    },

    async followBuild(id, signal, emit) {
      gate.require();
      await (await openBuilds())?.follow(id, signal, emit);
    },

    async contexts(signal) {
      gate.require();
      return engines.listContexts(signal);
    },

    async checkAlive() {
      gate.require();
      // Build contexts may lie where no event of files comes from.
      void buildRoom?.rescan();
      await link.engine?.checkAlive(SILENCE_MS);
    },

    async startRecording() {
      gate.require();
      await recorder.start();
      // So that the report begins with all that there is, not with the first change.
      await link.refresh();
    },

    async stopRecording() {
      return recorder.stop();
    },

    async dispose() {
      // First, so that what the others cancel is ended in the little time that a closing window gives.
      runner.dispose();
      owned.dispose();
      await runner.ended();
    },
  };
}

const NO_SETTINGS: Environment["settings"]["services"] = {};

/** Something of the workspace's has a container. */
function mayReload({ origin, services }: AppState["stacks"][number]): boolean {
  return origin === "workspace" && services.some(({ containers }) => containers.length > 0);
}

/** Something of the workspace's is built here. */
function mayBuild({ origin, services }: AppState["stacks"][number]): boolean {
  return origin === "workspace" && services.some(({ buildable }) => buildable);
}

function workspaceQuery({ folders, settings, chosenProfiles }: Environment): WorkspaceQuery {
  return { folders, stacks: settings.stacks, chosenProfiles };
}
