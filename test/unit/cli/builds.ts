import type { BuildBrief, BuildRecord, BuildStep, LiveBuild } from "../../../src/shared/builds.ts";

/** Builds as the core tells them, with only what a test is about said. */
export function buildRecord(changes: Partial<BuildRecord> = {}): BuildRecord {
  return {
    version: 1,
    id: "default/default/abcdefghijklmnop",
    source: "history",
    trigger: "cli",
    stack: "shop",
    services: ["web"],
    context: "/shop/web",
    dockerfile: "/shop/web/Dockerfile",
    arguments: {},
    bases: [],
    startedAt: 10_000,
    duration: 12_300,
    result: "succeeded",
    steps: [],
    cache: { cached: 7, begun: 9, partial: false },
    imageIds: ["sha256:1"],
    breaker: { kind: "nothing", reason: "Every step was found in the cache.", files: [], more: 0 },
    ...changes,
  };
}

export function buildStep(changes: Partial<BuildStep> = {}): BuildStep {
  return {
    digest: "sha256:a",
    stage: "build",
    number: 1,
    of: 3,
    text: "FROM rust:1.90",
    cached: false,
    startedAt: 10_000,
    duration: 1_200,
    state: "done",
    ...changes,
  };
}

export function liveBuild(changes: Partial<LiveBuild> = {}): LiveBuild {
  return {
    id: "default/default/live",
    trigger: "cli",
    stackId: "shop",
    services: ["web"],
    name: "web",
    startedAt: 10_000,
    done: 5,
    total: 9,
    running: "RUN cargo build",
    ...changes,
  };
}

export function buildBrief(changes: Partial<BuildBrief> = {}): BuildBrief {
  const { id, trigger, services, startedAt, duration, result, cache, breaker } = buildRecord();
  return {
    id,
    trigger,
    stack: "shop",
    services,
    startedAt,
    duration,
    result,
    cache,
    breaker,
    name: "web",
    ...changes,
  };
}
