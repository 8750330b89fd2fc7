import type { BuildRecord } from "../../src/shared/builds.ts";

/** A finished build of `shop/api`; the second minute's by default. */
export function buildRecord(changes: Partial<BuildRecord> = {}): BuildRecord {
  return {
    version: 1,
    id: "default/default/one",
    source: "history",
    trigger: "elsewhere",
    stack: "shop",
    services: ["api"],
    context: "/shop/api",
    dockerfile: "/shop/api/Dockerfile",
    arguments: { MODE: "dev" },
    bases: ["busybox:1@sha256:base"],
    startedAt: 60_000,
    duration: 3_000,
    result: "succeeded",
    steps: [
      {
        digest: "sha256:from",
        stage: "",
        number: 1,
        of: 2,
        text: "FROM busybox",
        cached: true,
        startedAt: 60_000,
        duration: 0,
        state: "done",
      },
      {
        digest: "sha256:run",
        stage: "",
        number: 2,
        of: 2,
        text: "RUN make",
        cached: false,
        startedAt: 60_100,
        duration: 2_900,
        state: "done",
      },
    ],
    cache: { cached: 1, begun: 2, partial: false },
    contextBytes: 512,
    imageIds: ["sha256:image"],
    breaker: { kind: "unknown", reason: "Nothing is known of the build before.", files: [], more: 0 },
    ...changes,
  };
}
