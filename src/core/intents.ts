import type { BuilderInfo, VerifiedFile } from "../shared/builds.ts";
import type { Place } from "../shared/model.ts";
import type { ActionRequest, ActionResult, LogChunk, TerminalCommand, UpPlan } from "../shared/protocol.ts";
import { redactInspect } from "./base/redact.ts";
import { planUp } from "./compose/planUp.ts";
import { locateService } from "./compose/servicePlace.ts";
import { runStackAction, type StackActionPorts } from "./compose/stackActions.ts";
import { dockerContext } from "./compose/stackPorts.ts";
import { stackRunCommand } from "./compose/stackRun.ts";
import { watchStack } from "./compose/stackWatch.ts";
import { shellCommand } from "./compose/terminalCommands.ts";
import { endpointEnv } from "./engine/endpointEnv.ts";
import type { Engine } from "./engine/engine.ts";
import { followService } from "./logs/followService.ts";
import type { LogHub } from "./logs/logHub.ts";
import { serviceContainers } from "./stack/select.ts";
import type { Stacks } from "./stack/stacks.ts";

export type IntentPorts = StackActionPorts & {
  readonly stacks: Stacks;
  /** The engine that is looked at, if there is one. */
  readonly connected: () => Engine | undefined;
  readonly logs: LogHub;
};

/**
 * What people do with stacks and ask about them; trust has been checked. A file of its own because it is loaded when
 * something is first asked for: a tree is there sooner without it.
 */
export interface Intents {
  runAction(
    request: ActionRequest,
    signal: AbortSignal,
    emit: (text: string) => Promise<void>,
  ): Promise<ActionResult>;
  /** What Up would do; asking changes nothing. */
  planUp(request: { stackId: string; modeId?: string }, signal: AbortSignal): Promise<UpPlan>;
  /** Runs `docker compose watch` until the signal aborts; that it ends by itself is a failure. */
  watch(stackId: string, signal: AbortSignal, emit: (text: string) => Promise<void>): Promise<ActionResult>;
  followLog(
    stackId: string,
    service: string,
    tail: number,
    signal: AbortSignal,
    emit: (chunk: LogChunk) => Promise<void>,
  ): Promise<void>;
  inspect(containerId: string, signal: AbortSignal): Promise<string>;
  shell(containerId: string): Promise<TerminalCommand>;
  /** A new container of the service that runs a program and goes with it. */
  runCommand(stackId: string, service: string, args: readonly string[]): Promise<TerminalCommand>;
  builders(signal: AbortSignal): Promise<readonly BuilderInfo[]>;
  /** See {@link CoreMethods.verifyBytes}. */
  verifyBytes(
    request: { stackId: string; service: string; file?: string },
    signal: AbortSignal,
  ): Promise<readonly VerifiedFile[]>;
  containerFile(containerId: string, path: string, signal: AbortSignal): Promise<string>;
  /** Where the stack's files declare the service; null: they do not. */
  findService(stackId: string, service: string): Promise<Place | null>;
}

export function createIntents(ports: IntentPorts): Intents {
  const { stacks, connected, cli, engine, logs } = ports;
  return {
    runAction: (request, signal, emit) => runStackAction(ports, request, signal, emit),
    planUp: (request, signal) => planUp(ports, request, signal),

    watch(stackId, signal, emit) {
      // What is rebuilt there would go to an engine that is no longer looked at.
      const ended = connected()?.ended;
      return watchStack(ports, stackId, ended ? AbortSignal.any([signal, ended]) : signal, emit);
    },

    async followLog(stackId, service, tail, signal, emit) {
      const looked = connected();
      if (!looked) throw new Error("There is no Docker engine to read the log from.");
      await followService({
        hub: logs,
        containers: () => serviceContainers(stacks.store, stackId, service),
        onContainersChanged: stacks.onDidChange,
        tail,
        // The log of an engine that is no longer looked at has ended.
        signal: AbortSignal.any([signal, looked.ended]),
        emit,
      });
    },

    async inspect(containerId, signal) {
      const looked = connected();
      if (!looked) throw new Error("There is no Docker engine to ask.");
      return redactInspect(await looked.inspectRaw(containerId, signal));
    },

    async shell(containerId) {
      return shellCommand(await cli.require(), containerId, endpointEnv(engine()));
    },

    runCommand: (stackId, service, args) => stackRunCommand(ports, stackId, service, args),

    async builders(signal) {
      const { listBuilders } = await import("./build/run/builders.ts");
      return listBuilders(ports.runner, await dockerContext(ports), signal);
    },

    async verifyBytes(request, signal) {
      const looked = connected();
      if (!looked) throw new Error("There is no Docker engine to ask.");
      const { verifyBytes } = await import("./build/verify/verifyBytes.ts");
      const { store, selected } = stacks;
      return verifyBytes({ client: looked.client, engine: engine(), store, selected }, request, signal);
    },

    async containerFile(containerId, path, signal) {
      const looked = connected();
      if (!looked) throw new Error("There is no Docker engine to ask.");
      const { containerFile } = await import("./build/verify/containerFile.ts");
      return containerFile(looked.client, containerId, path, signal);
    },

    async findService(stackId, service) {
      const stack = stacks.selected.find(({ id }) => id === stackId);
      const active = stack?.modes.find(({ id }) => id === stack.activeMode);
      for (const mode of active ? [active] : (stack?.modes ?? [])) {
        const place = await locateService(service, mode);
        if (place !== undefined) return place;
      }
      return null;
    },
  };
}
