import type { BuilderInfo, BuildRecord, VerifiedFile } from "./builds.ts";
import type { ActionKind, AppState, Place, ReloadTool, Trust } from "./model.ts";
import type { Patch } from "./patch.ts";

/** Raised with every change that an older partner could not follow; both sides compare it at the first message. */
export const PROTOCOL_VERSION = 4;

/** What the host posts to the worker, outside of the requests, to end it in order. */
export const SHUTDOWN = "shutdown";

/** What the user set; see `contributes.configuration` in package.json. */
export interface Settings {
  /** Empty: DOCKER_HOST, the current Docker context, then the default sockets. */
  readonly dockerHost: string;
  /** The setting `devloop.stacks` of each folder that has one, as the user wrote it; the core decodes it. */
  readonly stacks: readonly { readonly folder: string; readonly value: unknown }[];
  /** `service`, or `project/service`, which goes first → what the user set for it. */
  readonly services: Readonly<Record<string, ServiceSettings>>;
  readonly build: BuildSettings;
}

/** Build arguments that Dev Loop knows values for: now, the time, the commit of the context's repository. */
export const STAMPS = ["CACHE_BUST", "BUILD_DATE", "GIT_COMMIT"] as const;
export type Stamp = (typeof STAMPS)[number];

/** How Dev Loop builds. */
export interface BuildSettings {
  /** Given with each build, where a Dockerfile declares them and no compose file gives them a value. */
  readonly stamps: readonly Stamp[];
  /** A builder of buildx; empty: Docker's current one. */
  readonly builder: string;
}

export const DEFAULT_BUILD: BuildSettings = { stamps: ["GIT_COMMIT"], builder: "" };

/** What the user set for a service, where that is not made out by itself. */
export interface ServiceSettings {
  /** Which tool's output its log is. */
  readonly reload?: ReloadTool | "none";
  /** An `http:` or `https:` address that answers with a status below 400 when the service serves. */
  readonly probe?: string;
  /** An `http:` or `https:` address that tells what was built: JSON, or a script that assigns an object. */
  readonly buildInfo?: string;
}

/** What the core is told once, before anything else. */
export interface Environment {
  /** Absolute paths of the workspace's folders. */
  readonly folders: readonly string[];
  readonly trust: Trust;
  readonly settings: Settings;
  /** The mode chosen for a stack in an earlier session: stack id → mode id. */
  readonly chosenModes: Readonly<Record<string, string>>;
  /** The profiles chosen for a stack: stack id → names. A stack that is not in it has Compose's own. */
  readonly chosenProfiles: Readonly<Record<string, readonly string[]>>;
  /** The Docker context that the user chose here; empty: none, it is as {@link Settings} and Docker say. */
  readonly chosenContext: string;
}

export interface ActionRequest {
  readonly stackId: string;
  readonly kind: ActionKind;
  /** Empty: the whole stack. */
  readonly services: readonly string[];
  /** Only for `build` and `rebuild`: ignore the build cache. */
  readonly noCache?: boolean;
  /** Only for `build` and `rebuild`: all of {@link STAMPS} with values of now, where a Dockerfile declares them. */
  readonly stampAll?: boolean;
  /** Only for `up`: build images first. */
  readonly build?: boolean;
  /** Only for `up`: done when services are running and healthy, not when they were started. */
  readonly wait?: boolean;
  /** Only for `down` of a whole stack: its named and anonymous volumes too, with all their data. */
  readonly volumes?: boolean;
  /** Only for `down`: these of the services' containers alone, running or not; by their ids, of whatever stack. */
  readonly containerIds?: readonly string[];
  /**
   * Only for `up` and `build`: in this mode, whichever the containers were made in; what only the other mode has is
   * removed by `up`.
   */
  readonly modeId?: string;
}

/** What Up would do to one service. */
export interface PlannedService {
  readonly service: string;
  readonly change: "create" | "recreate" | "start" | "none";
  /** Up builds its image first: there is none yet, or its pull policy says so. */
  readonly builds: boolean;
  /** Sentences; empty where the change says it all. */
  readonly reasons: readonly string[];
}

export interface UpPlan {
  readonly services: readonly PlannedService[];
  /** Services that have containers and that the files do not name. */
  readonly orphans: readonly string[];
  /** Up would remove them, to switch the mode; else it leaves them alone. */
  readonly removesOrphans: boolean;
  /** Who said so: `up --dry-run`, or a comparison of Compose's hashes where Compose has no dry run. */
  readonly source: "dry run" | "config hash";
}

/** A Docker context, as `docker context ls` tells it. */
export interface DockerContext {
  readonly name: string;
  readonly description: string;
  readonly host: string;
  /** It is Docker's own current one. */
  readonly current: boolean;
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
  /**
   * Files that changed, came or went, by whatever program; the core decides which concern it. A folder stands for all
   * that is in it: it came or went, or too much in it changed to be named.
   */
  filesChanged: { params: { paths: readonly string[] }; result: null; stream: never };
  /** Looks for compose files and lists the engine's containers again. */
  refresh: { params: null; result: null; stream: never };
  runAction: { params: ActionRequest; result: ActionResult; stream: string };
  /** Streams a service's log until cancelled, across restarts and recreation; see {@link LogChunk}. */
  followLog: { params: { stackId: string; service: string; tail: number }; result: null; stream: LogChunk };
  /** Pretty-printed JSON with secrets redacted. */
  inspect: { params: { containerId: string }; result: string; stream: never };
  shell: { params: { containerId: string }; result: TerminalCommand; stream: never };
  /** A new container of the service that runs a program and goes with it: `docker compose run --rm`. */
  runCommand: {
    params: { stackId: string; service: string; args: readonly string[] };
    result: TerminalCommand;
    stream: never;
  };
  /** What Up would do now, or what it would do in another mode. */
  planUp: { params: { stackId: string; modeId?: string }; result: UpPlan; stream: never };
  /** Runs `docker compose watch` until cancelled, or until it ends by itself, which is a failure. */
  watch: { params: { stackId: string }; result: ActionResult; stream: string };
  /** Where the stack's files declare the service; null: they do not. */
  findService: { params: { stackId: string; service: string }; result: Place | null; stream: never };
  contexts: { params: null; result: readonly DockerContext[]; stream: never };
  /** Has an engine that does not answer any more told as unreachable; asks only after a minute's silence. */
  checkAlive: { params: null; result: null; stream: never };
  /** From now on, what the engine tells is kept for a report, secrets redacted. */
  /** The history, the newest first; of one stack, or of all. */
  builds: { params: { stackId?: string; limit: number }; result: readonly BuildRecord[]; stream: never };
  /** What a build has printed so far, and what it goes on to print, as readable text. */
  followBuild: { params: { id: string }; result: null; stream: string };
  builders: { params: null; result: readonly BuilderInfo[]; stream: never };
  /** Compares a file with the service's containers' own copies. Without a file: those that its image may lack. */
  verifyBytes: {
    params: { stackId: string; service: string; file?: string };
    result: readonly VerifiedFile[];
    stream: never;
  };
  /** A container's own copy of a file as text, for a comparison. */
  containerFile: { params: { containerId: string; path: string }; result: string; stream: never };
  startRecording: { params: null; result: null; stream: never };
  /** The report's text, in the format of `test/streams/reports`. */
  stopRecording: { params: null; result: string; stream: never };
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
