import { NO_BUILDS } from "../../shared/builds.ts";
import { type AppState, EMPTY_STATE, type StackState, type Trust } from "../../shared/model.ts";
import type { Patch } from "../../shared/patch.ts";

/** `stopped`: it crashed too often, or ended for good. */
export type CoreStatus = "starting" | "running" | "restarting" | "stopped";

/** What the host knows of the core, and what the core told it. */
export interface CoreState {
  readonly status: CoreStatus;
  readonly app: AppState;
  /** An engine has told its containers since the window opened: its stacks are worth keeping in view. */
  readonly reached: boolean;
}

export interface CoreChange {
  readonly previous: CoreState;
  readonly state: CoreState;
  /** From `previous.app` to `state.app`; empty where only the status changed. */
  readonly patches: readonly Patch[];
}

/** Until the core says more. */
export function initialState(trust: Trust): CoreState {
  return { status: "starting", app: { ...EMPTY_STATE, trust }, reached: false };
}

export function withApp(state: CoreState, app: AppState): CoreState {
  return { ...state, app, reached: state.reached || hasTold(app) };
}

/** Connected alone is not it: the list of containers comes a moment later. */
function hasTold({ engine, stacks, settled }: AppState): boolean {
  return engine.kind === "connected" && (stacks.length === 0 ? settled : stacks.some(({ known }) => known));
}

/** What is left of a state whose teller is gone: the names stay, what was known of containers does not. */
export function withoutKnowledge(app: AppState): AppState {
  return { ...app, engine: { kind: "idle" }, builds: NO_BUILDS, stacks: app.stacks.map(forgetStack) };
}

function forgetStack(stack: StackState): StackState {
  return {
    ...stack,
    known: false,
    running: 0,
    actions: [],
    services: stack.services.map(({ reload: _reload, lastWords: _lastWords, baked: _baked, ...service }) => ({
      ...service,
      containers: [],
      verdict: { kind: "unknown", reason: "Dev Loop is restarting" },
    })),
  };
}
