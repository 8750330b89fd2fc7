import { DisposableStore } from "../shared/disposable.ts";
import { Emitter, type Event } from "../shared/event.ts";
import { type AppState, EMPTY_STATE } from "../shared/model.ts";
import type {
  ActionRequest,
  ActionResult,
  Environment,
  LogChunk,
  TerminalCommand,
} from "../shared/protocol.ts";
import { assemble } from "./appState.ts";
import type { Logger } from "./base/logger.ts";
import { ProcessRunner } from "./base/process.ts";
import { redactInspect } from "./base/redact.ts";
import { TrustGate } from "./base/trustGate.ts";
import { findProgram } from "./base/which.ts";
import { shellCommand } from "./compose/commands.ts";
import { readModel } from "./compose/config.ts";
import { discover } from "./compose/discovery.ts";
import { DockerCli } from "./compose/dockerCli.ts";
import type { ComposeFileSet, ReadResult } from "./compose/model.ts";
import { ActionQueue } from "./compose/queue.ts";
import { runStackAction } from "./compose/stackActions.ts";
import { ComposeWorkspace } from "./compose/workspace.ts";
import { createEngineClient } from "./engine/client.ts";
import { contextHost } from "./engine/dockerContext.ts";
import { resolveEndpoint } from "./engine/endpoint.ts";
import { endpointEnv } from "./engine/endpointEnv.ts";
import { Engine } from "./engine/engine.ts";
import { EngineLink } from "./engine/engineLink.ts";
import { followService } from "./engine/logFollow.ts";
import { serviceContainers } from "./stack/select.ts";
import { Stacks } from "./stack/stacks.ts";

/** The docker command reads a file or two for it. */
const CONTEXT_LIMIT_MS = 10_000;

/** What the core needs of the process it runs in. */
export interface AppPorts {
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  readonly platform: NodeJS.Platform;
}

export interface StateChange {
  readonly previous: AppState;
  readonly next: AppState;
}

/** The core's one way in (requests) and one way out (states). Errors that it throws are sentences for the user. */
export interface App {
  readonly state: AppState;
  readonly onDidChange: Event<StateChange>;
  /** Starts to look at the engine and the workspace; resolves at once with what is known so far. */
  initialize(environment: Environment): Promise<AppState>;
  update(changes: Partial<Environment>): Promise<void>;
  filesChanged(paths: readonly string[]): Promise<void>;
  refresh(): Promise<void>;
  /** Resolves once the workspace was read and the engine has answered or can't be reached. */
  settled(): Promise<AppState>;
  runAction(
    request: ActionRequest,
    signal: AbortSignal,
    emit: (text: string) => Promise<void>,
  ): Promise<ActionResult>;
  followLog(
    stackId: string,
    service: string,
    tail: number,
    signal: AbortSignal,
    emit: (chunk: LogChunk) => Promise<void>,
  ): Promise<void>;
  inspect(containerId: string, signal: AbortSignal): Promise<string>;
  shell(containerId: string): Promise<TerminalCommand>;
  /** Resolves when every child process has ended. */
  dispose(): Promise<void>;
}

/** Wires the features; each keeps its own state, and `state` is derived from theirs. */
export function createApp(ports: AppPorts): App {
  const { logger, env, homeDir, platform } = ports;
  const owned = new DisposableStore();
  const gate = new TrustGate();
  const runner = new ProcessRunner({ trusted: () => gate.trusted, env, logger, platform });
  const cli = new DockerCli(() => findProgram("docker", env, platform));
  const stacks = owned.add(new Stacks());
  const queue = owned.add(new ActionQueue());
  const link = owned.add(
    new EngineLink(
      {
        resolve: (setting) => resolveEndpoint({ setting, env, homeDir, platform, contextHost: askContext }),
        open: (endpoint) =>
          new Engine({ endpoint, client: createEngineClient({ endpoint, env, homeDir }), logger }),
      },
      logger,
    ),
  );
  const workspace = owned.add(
    new ComposeWorkspace({ discover: (roots) => discover(roots, logger), read }, logger),
  );
  const onDidChange = owned.add(new Emitter<StateChange>());
  let scanned = false;
  let state: AppState = EMPTY_STATE;

  function changed(): void {
    const listed = stacks.store.containers !== undefined;
    const parts = {
      trust: gate.trust,
      engine: link.state,
      cli: cli.state,
      scanned,
      listed,
      stacks: stacks.selected,
    };
    const previous = state;
    state = assemble(previous, parts);
    if (state !== previous) onDidChange.fire({ previous, next: state });
  }

  owned.add(link.onDidChangeState(changed));
  owned.add(link.onDidChangeContainers((change) => stacks.apply({ kind: "containers", change })));
  owned.add(workspace.onDidChange((sets) => stacks.apply({ kind: "sets", sets })));
  owned.add(queue.onDidChange(({ stackId, actions }) => stacks.apply({ kind: "actions", stackId, actions })));
  owned.add(cli.onDidChange(changed));
  owned.add(stacks.onDidChange(changed));

  const actionPorts = {
    stack: (id: string) => stacks.selected.find((stack) => stack.id === id),
    engine: () => link.state,
    relist: () => link.refresh(),
    checkAlive: async () => void (await link.engine?.checkAlive()),
    queue,
    cli,
    runner,
    logger,
  };

  /** Asked once for each name, until Refresh: while no engine is found, it would be a process every few seconds. */
  const contexts = new Map<string, Promise<string | undefined>>();

  async function askContext(name: string): Promise<string | undefined> {
    const docker = await cli.require();
    const asked = contexts.get(name) ?? contextHost(name, runToEnd, docker);
    contexts.set(name, asked);
    return asked;
  }

  async function runToEnd(program: string, args: readonly string[]): Promise<{ stdout: string }> {
    const limit = AbortSignal.timeout(CONTEXT_LIMIT_MS);
    const result = await runner.run({ program, args, cwd: homeDir, limit: 256 * 1024, signal: limit });
    if (result.cancelled)
      throw new Error(`the docker command did not answer in ${CONTEXT_LIMIT_MS / 1000} s`);
    if (result.exitCode !== 0) throw new Error(result.stderr.trim());
    return result;
  }

  async function read(set: ComposeFileSet, signal: AbortSignal): Promise<ReadResult> {
    const found = await cli.look();
    if (found.kind !== "found") return { kind: "unasked" };
    return readModel({ runner, docker: found.program, ...set, env: {}, signal });
  }

  async function scan(folders?: readonly string[]): Promise<void> {
    await workspace.scan(folders);
    scanned = true;
    changed();
  }

  async function start(environment: Environment): Promise<void> {
    gate.set(environment.trust);
    if (environment.folders.join("\n") !== stacks.store.folders.join("\n")) scanned = false;
    stacks.apply({ kind: "folders", folders: environment.folders });
    stacks.apply({ kind: "chosen", chosen: environment.chosenModes });
    changed();
    if (!gate.trusted) {
      link.disconnect();
      return;
    }
    await Promise.all([link.connect(environment.settings.dockerHost), scan(environment.folders)]);
  }

  let environment: Environment | undefined;
  let starting: Promise<void> = Promise.resolve();

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
      if (changes.folders || changes.trust || changes.settings) starting = start(environment);
      else if (changes.chosenModes) stacks.apply({ kind: "chosen", chosen: changes.chosenModes });
      await starting;
    },

    async filesChanged(paths) {
      if (gate.trusted) await workspace.filesChanged(paths);
    },

    async refresh() {
      gate.require();
      await cli.look();
      contexts.clear();
      await Promise.all([link.refresh(), scan()]);
    },

    settled() {
      if (state.settled) return Promise.resolve(state);
      return new Promise((resolve) => {
        const subscription = onDidChange.event(({ next }) => {
          if (!next.settled) return;
          subscription.dispose();
          resolve(next);
        });
      });
    },

    runAction: (request, signal, emit) => runStackAction(actionPorts, request, signal, emit),

    async followLog(stackId, service, tail, signal, emit) {
      gate.require();
      const { engine } = link;
      if (!engine) throw new Error("There is no Docker engine to read the log from.");
      await followService({
        client: engine.client,
        containers: () => serviceContainers(stacks.store, stackId, service),
        onContainersChanged: stacks.onDidChange,
        tail,
        // The log of an engine that is no longer looked at has ended.
        signal: AbortSignal.any([signal, engine.ended]),
        emit,
      });
    },

    async inspect(containerId, signal) {
      gate.require();
      if (!link.engine) throw new Error("There is no Docker engine to ask.");
      return redactInspect(await link.engine.inspectRaw(containerId, signal));
    },

    async shell(containerId) {
      gate.require();
      return shellCommand(await cli.require(), containerId, endpointEnv(link.state));
    },

    async dispose() {
      // First, so that what the others cancel is ended in the little time that a closing window gives.
      runner.dispose();
      owned.dispose();
      await runner.ended();
    },
  };
}
