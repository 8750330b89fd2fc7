import type {
  AppState,
  ContainerState,
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
