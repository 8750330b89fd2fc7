import { NO_BUILDS } from "../../../src/shared/builds.ts";
import type {
  AppState,
  ContainerState,
  ReloadState,
  ServiceState,
  StackMode,
  StackState,
} from "../../../src/shared/model.ts";

/** States as the core tells them, with only what a test is about said. */
export function appState(changes: Partial<AppState> = {}): AppState {
  return {
    trust: "trusted",
    engine: {
      kind: "connected",
      endpoint: { source: "default socket", host: "unix:///var/run/docker.sock" },
      version: "28.5.2",
    },
    cli: { kind: "found", program: "/usr/bin/docker" },
    settled: true,
    builds: NO_BUILDS,
    stacks: [stackState()],
    ...changes,
  };
}

export function stackState(changes: Partial<StackState> = {}): StackState {
  const services = changes.services ?? [serviceState()];
  return {
    id: "shop",
    project: "shop",
    origin: "workspace",
    modes: [mode()],
    activeMode: mode().id,
    actions: [],
    watch: { kind: "off" },
    collidesWith: [],
    known: true,
    running: services.length,
    total: services.length,
    services,
    ...changes,
  };
}

export function mode(changes: Partial<StackMode> = {}): StackMode {
  const file = "/shop/compose.yaml";
  return {
    id: file,
    label: "default",
    files: [file],
    projectDir: "/shop",
    origin: "found",
    profiles: [],
    ...changes,
  };
}

export function serviceState(changes: Partial<ServiceState> = {}): ServiceState {
  return {
    name: "web",
    declared: true,
    buildable: false,
    watchable: false,
    inactiveProfiles: [],
    containers: [container()],
    verdict: { kind: "unknown", reason: "it runs" },
    ...changes,
  };
}

export function container(changes: Partial<ContainerState> = {}): ContainerState {
  return {
    id: "c1",
    name: "shop-web-1",
    image: "web",
    imageId: "sha256:1",
    status: "running",
    health: "none",
    oomKilled: false,
    ports: [],
    number: 1,
    oneOff: false,
    ...changes,
  };
}

/** Of a cargo-watch whose program serves what was written last; its last change took 4.1 s. */
export function reloadState(changes: Partial<ReloadState> = {}): ReloadState {
  return {
    tool: "cargo-watch",
    phase: { kind: "running", since: 14_000, warnings: 0 },
    evidence: { text: "Running `target/debug/web`", at: 14_000 },
    serving: { kind: "new", evidence: "cargo-watch has started it after the last change." },
    change: { file: "/shop/src/main.rs", at: 10_000 },
    seen: { kind: "yes", at: 10_100 },
    loop: {
      last: { at: 10_100, total: 4_100 },
      count: 1,
      p50: 4_100,
      p95: 4_100,
      trend: "steady",
    },
    ...changes,
  };
}
