import type { ActionKind, AppState, Trust } from "./model.ts";
import type { Patch } from "./patch.ts";

/** Raised with every change that an older partner could not follow; both sides compare it at the first message. */
export const PROTOCOL_VERSION = 1;

/** What the host posts to the worker, outside of the requests, to end it in order. */
export const SHUTDOWN = "shutdown";

/** What the user set; see `contributes.configuration` in package.json. */
export interface Settings {
  /** Empty: DOCKER_HOST, the current Docker context, then the default sockets. */
  readonly dockerHost: string;
}

/** What the core is told once, before anything else. */
export interface Environment {
  /** Absolute paths of the workspace's folders. */
  readonly folders: readonly string[];
  readonly trust: Trust;
  readonly settings: Settings;
  /** The mode chosen for a stack in an earlier session: stack id → mode id. */
  readonly chosenModes: Readonly<Record<string, string>>;
}

export interface ActionRequest {
  readonly stackId: string;
  readonly kind: ActionKind;
  /** Empty: the whole stack. */
  readonly services: readonly string[];
  /** Only for `rebuild`: ignore the build cache. */
  readonly noCache?: boolean;
}

/** How an action ended. Failing is a result, not an error: it was carried out, and this came of it. */
export type ActionResult =
  | { readonly kind: "done" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly exitCode?: number; readonly summary: string };

/** A program for the user's terminal: an argument array, never a shell line. */
export interface TerminalCommand {
  readonly title: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Requests that the core serves: parameters, result, and what it streams while it works.
 * Errors arrive as {@link RpcError}; their messages are sentences for the user.
 */
export interface CoreMethods {
  initialize: { params: Environment & { version: number }; result: AppState; stream: never };
  update: { params: Partial<Environment>; result: null; stream: never };
  /** Files changed by whatever program; the core decides which concern it. */
  filesChanged: { params: { paths: readonly string[] }; result: null; stream: never };
  /** Looks for compose files and lists the engine's containers again. */
  refresh: { params: null; result: null; stream: never };
  runAction: { params: ActionRequest; result: ActionResult; stream: string };
  /** Streams a service's log until cancelled, across restarts and recreation; see {@link LogChunk}. */
  followLog: { params: { stackId: string; service: string; tail: number }; result: null; stream: LogChunk };
  /** Pretty-printed JSON with secrets redacted. */
  inspect: { params: { containerId: string }; result: string; stream: never };
  shell: { params: { containerId: string }; result: TerminalCommand; stream: never };
}

export type LogChunk =
  /** The container's bytes as text, line ends normalized to `\n`, colours kept. */
  | { readonly kind: "text"; readonly containerId: string; readonly text: string }
  /** Something that the log does not say itself: started, stopped, lines missing. */
  | { readonly kind: "note"; readonly text: string };

/** What the core says unasked. */
export interface CoreEvents {
  /** Applied in order, all of one message at once. */
  patches: readonly Patch[];
  log: { readonly level: "debug" | "info" | "warn" | "error"; readonly text: string };
}

export type Method = keyof CoreMethods;
export type Params<M extends Method> = CoreMethods[M]["params"];
export type Result<M extends Method> = CoreMethods[M]["result"];
export type Stream<M extends Method> = CoreMethods[M]["stream"];
