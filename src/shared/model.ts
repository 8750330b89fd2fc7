import { type BakedState, type BuildsState, NO_BUILDS } from "./builds.ts";

/**
 * What views are told: plain data, the same in the tree, the status bar, the panel and the CLI.
 * All times are milliseconds since the epoch, by the engine's clock where the engine said them.
 */

/** How the engine was chosen; said wherever it can't be reached, so that the user knows what to change. */
export type EndpointSource = "chosen context" | "setting" | "DOCKER_HOST" | "context" | "default socket";

export interface EndpointInfo {
  readonly source: EndpointSource;
  /** As Docker writes it: `unix:///var/run/docker.sock`, `tcp://…`, `npipe://…`, `ssh://…`. */
  readonly host: string;
  /** The Docker context's name, where one chose the host. */
  readonly context?: string;
}

export type EngineState =
  /** Nobody asked for it yet, or the workspace is not trusted. */
  | { readonly kind: "idle" }
  | { readonly kind: "connecting"; readonly endpoint: EndpointInfo }
  | {
      readonly kind: "connected";
      readonly endpoint: EndpointInfo;
      readonly version: string;
      /** Requests that wait for one of the few connections that a remote engine is given; absent for none. */
      readonly waiting?: number;
    }
  | {
      readonly kind: "unreachable";
      /** Absent where no endpoint could be made out at all. */
      readonly endpoint?: EndpointInfo;
      /** One sentence: what happened. */
      readonly reason: string;
      /** One sentence: what to do. */
      readonly advice: string;
    };

/** The engine's own words (Engine API 1.40 to 1.52, `State.Status`). */
export type ContainerStatus =
  | "created"
  | "running"
  | "paused"
  | "restarting"
  | "removing"
  | "exited"
  | "dead"
  | "unknown";

/** `none`: the container has no health check. */
export type Health = "none" | "starting" | "healthy" | "unhealthy";

export interface PublishedPort {
  /** The address on the engine's machine; `0.0.0.0` and `::` mean every one. */
  readonly address: string;
  readonly published: number;
  readonly target: number;
  readonly protocol: string;
}

export interface ContainerState {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly status: ContainerStatus;
  readonly health: Health;
  /** Of the last run; absent while it has never ended. */
  readonly exitCode?: number;
  readonly oomKilled: boolean;
  /** Absent until inspected, and for a container never started. */
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly ports: readonly PublishedPort[];
  /** Compose's container number, from 1. */
  readonly number: number;
  /** Made by `compose run`. */
  readonly oneOff: boolean;
  /** Why the next Up would make it anew; absent where it would not, or where that is not known. */
  readonly drift?: Drift;
}

/**
 * `edited`: Compose's hash of the service is not the one that the container was made with.
 * `rebuilt`: the image's name stands for another image by now.
 */
export type Drift = "edited" | "rebuilt";

/** What would make it current again. */
export type VerdictAction = "up" | "start" | "restart" | "recreate" | "rebuild" | "watch" | "logs";

/** The one answer to "is what runs what I just wrote?"; the evidence is a sentence that can be checked. */
export type Verdict =
  | { readonly kind: "current"; readonly evidence: string }
  | { readonly kind: "pending"; readonly reason: string; readonly evidence: string }
  | {
      readonly kind: "notCurrent";
      readonly reason: string;
      readonly evidence: string;
      readonly action: VerdictAction;
    }
  | { readonly kind: "unknown"; readonly reason: string };

export interface ServiceState {
  readonly name: string;
  /** Named by the compose files of the active mode; false: it only runs. */
  readonly declared: boolean;
  /** It has a `build:` section, so that Rebuild means something. */
  readonly buildable: boolean;
  /** It has a `develop.watch` section. */
  readonly watchable: boolean;
  /** Its profiles, where none of them is active, so that Up leaves it out; empty: it is active. */
  readonly inactiveProfiles: readonly string[];
  readonly containers: readonly ContainerState[];
  readonly verdict: Verdict;
  /** Absent for a service that nothing is known to reload in. */
  readonly reload?: ReloadState;
  /** Of a service that has died and that nobody read: its log's last lines, the last one last, secrets redacted. */
  readonly lastWords?: readonly string[];
  /** Whether its image holds the code in the editor; absent for a service that is not built here, or not looked at yet. */
  readonly baked?: BakedState;
}

/** The tools whose output tells of reloads. */
export const RELOAD_TOOLS = ["cargo-watch", "watchexec", "bacon", "cargo", "bun", "vite"] as const;
export type ReloadTool = (typeof RELOAD_TOOLS)[number];

/** Where the last reload has got to. */
export type ReloadPhase =
  /** The reason is a clause: `its log has not been read yet`. */
  | { readonly kind: "unknown"; readonly reason: string }
  /** The command has ended well, or was not run yet; the watcher waits for a change. */
  | { readonly kind: "waiting"; readonly since: number }
  | { readonly kind: "compiling"; readonly since: number; readonly waitsForLock: boolean }
  /** Counts are 0 where the tool did not tell them. */
  | { readonly kind: "failed"; readonly since: number; readonly errors: number; readonly warnings: number }
  /** Compiled, and not started yet, or nothing is started. */
  | { readonly kind: "built"; readonly since: number; readonly warnings: number }
  | { readonly kind: "running"; readonly since: number; readonly warnings: number }
  /** The program ended by itself, and not well. */
  | { readonly kind: "crashed"; readonly since: number; readonly exitCode?: number };

/** What answers now. `nothing` also where nothing is meant to. The evidence is a sentence that can be checked. */
export interface Serving {
  readonly kind: "new" | "old" | "nothing" | "unknown";
  readonly evidence: string;
}

export type NotSeenCause =
  | "readOnlyMount"
  | "notMounted"
  | "notWatched"
  | "watcherNotRunning"
  | "noFileEvents"
  | "watchOff";

/** Whether the watcher has reacted to the last change. */
export type Seen =
  | { readonly kind: "yes"; readonly at: number }
  /** It still has time to. */
  | { readonly kind: "pending"; readonly until: number }
  /** Reason and fix are sentences. */
  | {
      readonly kind: "no";
      readonly cause: NotSeenCause;
      readonly reason: string;
      readonly fix: string;
      readonly action: VerdictAction;
    }
  | { readonly kind: "unknown"; readonly reason: string };

/** A change of a file that a reload may take in. */
export interface SourceChange {
  /** Absolute, on this machine. */
  readonly file: string;
  readonly at: number;
}

/** A change that no reload takes in. The reason is a sentence. */
export interface NeededAction {
  readonly file: string;
  readonly at: number;
  readonly action: "restart" | "recreate" | "rebuild" | "watch";
  readonly reason: string;
}

/** From the change to what answers, leg by leg, in milliseconds; a leg that was not seen is absent. */
export interface LoopTime {
  /** When the watcher reacted. */
  readonly at: number;
  /** From the change to the reaction. */
  readonly react?: number;
  /** From the reaction to the end of the build. */
  readonly compile?: number;
  /** From the end of the build to the program's start, or to its first answer where a probe is set. */
  readonly start?: number;
  readonly total: number;
}

/** The service's loop over its last reloads. */
export interface LoopStats {
  readonly last: LoopTime;
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  /** The newer half's median against the older half's; `steady` within a fifth, and with fewer than six. */
  readonly trend: "faster" | "slower" | "steady";
}

export interface ReloadState {
  readonly tool: ReloadTool;
  readonly phase: ReloadPhase;
  /** The line, or the event, that the phase comes from, with its time; secrets redacted. */
  readonly evidence?: { readonly text: string; readonly at: number };
  readonly serving: Serving;
  /** The last change since the container's start; absent where there is none. */
  readonly change?: SourceChange;
  /** Of {@link change}; `unknown` also where a later one may not have been found. */
  readonly seen?: Seen;
  readonly needs?: NeededAction;
  readonly loop?: LoopStats;
}

/** A place in a file; line and column count from 1, in UTF-16 code units, as editors show them. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** How a set of files came to be known. */
export type ModeOrigin = "setting" | "labels" | "found";

/** A set of compose files that makes the stack. */
export interface StackMode {
  /** Stable: the absolute paths, joined by a line feed. */
  readonly id: string;
  /** What tells it from the stack's other modes: `dev`, `production`, or the file's name. */
  readonly label: string;
  readonly files: readonly string[];
  /** Where Compose resolves relative paths from. */
  readonly projectDir: string;
  readonly origin: ModeOrigin;
  /** Other files that it is made from, there or not: included, extended, of variables. Their change concerns it. */
  readonly inputs?: readonly string[];
  /** All that its files name, in order of their names. */
  readonly profiles: readonly string[];
  /** Why `docker compose config` refused the files; absent where it took them. */
  readonly problem?: string;
  /** Where in the files, as far as that could be made out. */
  readonly problemPlace?: Place;
}

export type ActionKind =
  | "up"
  | "down"
  | "start"
  | "stop"
  | "restart"
  | "recreate"
  | "build"
  | "rebuild"
  | "pull"
  | "kill"
  | "pause"
  | "unpause";

export interface ActionState {
  readonly kind: ActionKind;
  /** Empty: the whole stack. */
  readonly services: readonly string[];
  readonly phase: "queued" | "running" | "cancelling";
  readonly since: number;
}

/**
 * `workspace`: the open folders declare it, or it was made from them. `elsewhere`: another project on the engine.
 * `loose`: the containers that no Compose project made, each as a service of its own name.
 */
export type StackOrigin = "workspace" | "elsewhere" | "loose";

/** The id of the stack that holds the containers of no stack: no project is called so. */
export const LOOSE_STACK_ID = "";

/** `docker compose watch`, as Dev Loop runs it for the stack. */
export type WatchState =
  | { readonly kind: "off" }
  | { readonly kind: "on"; readonly since: number }
  /** It ended by itself; the reason is a sentence. */
  | { readonly kind: "failed"; readonly reason: string };

/** A project name on an engine. */
export interface StackSummary {
  readonly id: string;
  readonly project: string;
  readonly origin: StackOrigin;
  readonly modes: readonly StackMode[];
  /** The mode that the containers' labels name, else the only or the chosen one. */
  readonly activeMode?: string;
  /** The profiles that the user chose; absent: Compose's own (COMPOSE_PROFILES). */
  readonly chosenProfiles?: readonly string[];
  /** The first is at work, the others wait for it. */
  readonly actions: readonly ActionState[];
  readonly watch: WatchState;
  /** Where the containers of a project from elsewhere were made, in order; absent for the others, and where no label says it. */
  readonly workingDirs?: readonly string[];
  /** Folders outside of this stack's whose containers bear its project name; empty: it is alone. */
  readonly collidesWith: readonly string[];
  /**
   * Whether the engine has told the containers. False while it can't be reached: then no service has
   * containers, and that means "unknown", not "not created".
   */
  readonly known: boolean;
  /** How many services are running, of how many there are; those of inactive profiles only while they run. */
  readonly running: number;
  readonly total: number;
}

export interface StackState extends StackSummary {
  readonly services: readonly ServiceState[];
}

export type Trust = "trusted" | "untrusted";

export interface AppState {
  readonly trust: Trust;
  readonly engine: EngineState;
  /** The `docker` command: absent until looked for; its absence is said where an action needs it. */
  readonly cli: CliState;
  /** False until the workspace's compose files have been looked for and the engine has answered or failed. */
  readonly settled: boolean;
  readonly stacks: readonly StackState[];
  readonly builds: BuildsState;
}

export type CliState =
  | { readonly kind: "unknown" }
  | { readonly kind: "found"; readonly program: string }
  | { readonly kind: "missing"; readonly reason: string; readonly advice: string };

export const EMPTY_STATE: AppState = {
  trust: "untrusted",
  engine: { kind: "idle" },
  cli: { kind: "unknown" },
  settled: false,
  stacks: [],
  builds: NO_BUILDS,
};
