/**
 * What views are told: plain data, the same in the tree, the status bar, the panel and the CLI.
 * All times are milliseconds since the epoch, by the engine's clock where the engine said them.
 */

/** How the engine was chosen; said wherever it can't be reached, so that the user knows what to change. */
export type EndpointSource = "setting" | "DOCKER_HOST" | "context" | "default socket";

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
  | { readonly kind: "connected"; readonly endpoint: EndpointInfo; readonly version: string }
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
}

/** What would make it current again. */
export type VerdictAction = "up" | "start" | "restart" | "recreate" | "rebuild" | "logs";

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
  readonly containers: readonly ContainerState[];
  readonly verdict: Verdict;
}

/** A set of compose files that makes the stack. */
export interface StackMode {
  /** Stable: the absolute paths, joined by a line feed. */
  readonly id: string;
  /** What tells it from the stack's other modes: `dev`, `production`, or the file's name. */
  readonly label: string;
  readonly files: readonly string[];
  /** Where Compose resolves relative paths from. */
  readonly projectDir: string;
  /** Why `docker compose config` refused the files; absent where it took them. */
  readonly problem?: string;
}

export type ActionKind = "up" | "down" | "start" | "stop" | "restart" | "rebuild";

export interface ActionState {
  readonly kind: ActionKind;
  /** Empty: the whole stack. */
  readonly services: readonly string[];
  readonly phase: "queued" | "running" | "cancelling";
  readonly since: number;
}

/** A project name on an engine. */
export interface StackSummary {
  readonly id: string;
  readonly project: string;
  readonly modes: readonly StackMode[];
  /** The mode that the containers' labels name, else the only or the chosen one. */
  readonly activeMode?: string;
  /** The first is at work, the others wait for it. */
  readonly actions: readonly ActionState[];
  /**
   * Whether the engine has told the containers. False while it can't be reached: then no service has
   * containers, and that means "unknown", not "not created".
   */
  readonly known: boolean;
  /** How many services are running, of how many there are. */
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
};
