import type { CoreState } from "../../../src/host/core/coreState.ts";
import {
  type BakedCode,
  type BuildBrief,
  type BuildError,
  type BuildRecord,
  type BuildsState,
  type LiveBuild,
  NO_BUILDS,
} from "../../../src/shared/builds.ts";
import {
  type AppState,
  type ContainerState,
  LOOSE_STACK_ID,
  type LoopStats,
  type ReloadState,
  type ServiceState,
  type StackMode,
  type StackState,
} from "../../../src/shared/model.ts";
import { NOON } from "./plain.ts";

let serial = 0;

/** A container that runs since 10:41. */
export function container(changes: Partial<ContainerState> = {}): ContainerState {
  const id = changes.id ?? `id${serial++}`;
  return {
    id,
    name: `shop-${id}-1`,
    image: "shop:dev",
    imageId: "sha256:1",
    status: "running",
    health: "none",
    oomKilled: false,
    startedAt: NOON - 79 * 60_000,
    ports: [],
    number: 1,
    oneOff: false,
    ...changes,
  };
}

export function exited(exitCode: number, changes: Partial<ContainerState> = {}): ContainerState {
  return container({ status: "exited", exitCode, finishedAt: NOON, ...changes });
}

export function service(
  name: string,
  containers: ContainerState[] = [],
  changes: Partial<ServiceState> = {},
): ServiceState {
  return {
    name,
    declared: true,
    buildable: false,
    watchable: false,
    inactiveProfiles: [],
    containers,
    verdict: { kind: "unknown", reason: "it runs" },
    ...changes,
  };
}

/** cargo-watch has taken the last change in, and what it built serves. */
export function reload(changes: Partial<ReloadState> = {}): ReloadState {
  return {
    tool: "cargo-watch",
    phase: { kind: "running", since: NOON, warnings: 0 },
    serving: { kind: "new", evidence: "cargo-watch has started it after the last change." },
    ...changes,
  };
}

/** Two errors, and cargo-watch has ended the program before. */
export function failedReload(changes: Partial<ReloadState> = {}): ReloadState {
  return reload({
    phase: { kind: "failed", since: NOON, errors: 2, warnings: 0 },
    serving: { kind: "nothing", evidence: "cargo-watch ends the program before it builds anew." },
    evidence: { text: "error: could not compile `backend`", at: NOON },
    ...changes,
  });
}

/** @param total of the last one, in milliseconds */
export function loop(total: number, changes: Partial<LoopStats> = {}): LoopStats {
  return { last: { at: NOON, total }, count: 1, p50: total, p95: total, trend: "steady", ...changes };
}

/** The fifth of nine steps of backend's build, 42 seconds after it began. */
export function liveBuild(changes: Partial<LiveBuild> = {}): LiveBuild {
  return {
    id: "default/default/live",
    trigger: "elsewhere",
    stackId: "shop",
    services: ["backend"],
    name: "backend",
    startedAt: NOON - 42_000,
    done: 5,
    total: 9,
    running: "RUN cargo build",
    usual: 130_000,
    ...changes,
  };
}

/** backend was built a minute ago. */
export function build(changes: Partial<BuildBrief> = {}): BuildBrief {
  return {
    id: "default/default/last",
    trigger: "button",
    stack: "shop",
    services: ["backend"],
    name: "backend",
    startedAt: NOON - 60_000,
    duration: 42_100,
    result: "succeeded",
    cache: { cached: 7, begun: 9, partial: false },
    breaker: { kind: "code", step: "COPY . .", reason: "src/main.rs differs." },
    ...changes,
  };
}

export const BUILD_ERROR: BuildError = {
  message: "cargo build ended with exit code 101.",
  step: "RUN cargo build",
  place: { file: "/w/backend/Dockerfile", line: 12, column: 1 },
  endLine: 13,
  lastLines: ["error: expected `;`", "error: could not compile `backend`"],
};

/** backend's build failed a minute ago. */
export function failedBuild(changes: Partial<BuildBrief> = {}): BuildBrief {
  return build({ result: "failed", error: BUILD_ERROR, ...changes });
}

export function record(changes: Partial<BuildRecord> = {}): BuildRecord {
  const { name: _name, breaker, ...brief } = build();
  return {
    ...brief,
    version: 1,
    source: "history",
    arguments: {},
    bases: [],
    steps: [],
    imageIds: [],
    breaker: { ...breaker, files: [], more: 0 },
    ...changes,
  };
}

export function builds(changes: Partial<BuildsState> = {}): BuildsState {
  return { ...NO_BUILDS, seen: "all", ...changes };
}

/** The image was built half an hour ago, and main.rs was changed 12 minutes ago. */
export function changedCode(
  changes: Partial<Extract<BakedCode, { kind: "changed" }>> = {},
): Extract<BakedCode, { kind: "changed" }> {
  return {
    kind: "changed",
    builtAt: NOON - 30 * 60_000,
    files: [{ file: "/w/src/main.rs", kind: "changed", at: NOON - 12 * 60_000 }],
    more: 0,
    ...changes,
  };
}

export function mode(label: string, changes: Partial<StackMode> = {}): StackMode {
  return {
    id: `/w/${label}.yml`,
    label,
    files: [`/w/${label}.yml`],
    projectDir: "/w",
    origin: "found",
    profiles: [],
    ...changes,
  };
}

export function stack(services: ServiceState[], changes: Partial<StackState> = {}): StackState {
  const modes = changes.modes ?? [mode("dev")];
  const [only] = modes;
  return {
    id: "shop",
    project: "shop",
    origin: "workspace",
    modes,
    ...(modes.length === 1 && only !== undefined ? { activeMode: only.id } : {}),
    actions: [],
    watch: { kind: "off" },
    collidesWith: [],
    known: true,
    running: services.filter(isRunning).length,
    total: services.filter((each) => each.inactiveProfiles.length === 0 || isRunning(each)).length,
    services,
    ...changes,
  };
}

/** As the core counts: `compose run` makes visitors. */
function isRunning({ containers }: ServiceState): boolean {
  return containers.some(({ status, oneOff }) => status === "running" && !oneOff);
}

/** Another project on the engine. */
export function elsewhere(project: string, services: ServiceState[], changes: Partial<StackState> = {}) {
  const workingDirs = [`/home/me/${project}`];
  return stack(services, { id: project, project, origin: "elsewhere", modes: [], workingDirs, ...changes });
}

/** The containers of no project. */
export function loose(...containers: ContainerState[]): StackState {
  const services = containers.map((each) => service(each.name, [each], { declared: false }));
  return stack(services, { id: LOOSE_STACK_ID, project: LOOSE_STACK_ID, origin: "loose", modes: [] });
}

export function app(stacks: StackState[] = [], changes: Partial<AppState> = {}): AppState {
  return {
    trust: "trusted",
    engine: {
      kind: "connected",
      endpoint: { source: "default socket", host: "unix:///var/run/docker.sock" },
      version: "29.0.0",
    },
    cli: { kind: "found", program: "/usr/bin/docker" },
    settled: true,
    builds: NO_BUILDS,
    stacks,
    ...changes,
  };
}

export const UNREACHABLE: Extract<AppState["engine"], { kind: "unreachable" }> = {
  kind: "unreachable",
  reason: "No Docker engine was found on this machine.",
  advice: "Install or start Docker.",
};

export function core(state: AppState, changes: Partial<CoreState> = {}): CoreState {
  return { status: "running", app: state, reached: state.engine.kind === "connected", ...changes };
}
