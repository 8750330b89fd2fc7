import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renderBuild } from "../../../src/cli/buildDetails.ts";
import { buildRecord, buildStep } from "./builds.ts";

beforeEach(() => vi.stubEnv("TZ", "UTC"));
afterEach(() => vi.unstubAllEnvs());

describe("one build", () => {
  it("is told with its steps, what broke the cache, what changed, and what went wrong", () => {
    const record = buildRecord({
      startedAt: Date.UTC(2026, 10, 21, 19, 2),
      result: "failed",
      mode: "dev",
      target: "dev",
      contextBytes: 1_234_567,
      exportTime: 3_100,
      imageSize: 812_000_000,
      commit: "0123456789abcdef0123456789abcdef01234567",
      dirty: true,
      arguments: { A: "b", C: "d e" },
      bases: [`rust:1.90@sha256:${"0123456789abcdef".repeat(4)}`],
      cache: { cached: 1, begun: 3, partial: true },
      steps: [
        buildStep({ cached: true, duration: 0 }),
        buildStep({ digest: "sha256:b", number: 2, text: "COPY src src", duration: 40 }),
        buildStep({
          digest: "sha256:c",
          number: 3,
          text: "RUN cargo build",
          duration: 112_000,
          state: "failed",
        }),
        buildStep({
          digest: "sha256:d",
          stage: "",
          number: 1,
          of: 1,
          text: "COPY --from=build /a /b",
          state: "waiting",
        }),
      ],
      breaker: {
        kind: "code",
        digest: "sha256:b",
        step: "COPY src src",
        reason: "src/main.rs and 3 more differ from the build before.",
        files: ["src/main.rs", "src/lib.rs"],
        more: 2,
      },
      error: {
        message: "The command ended with exit code 101.",
        step: "RUN cargo build",
        place: { file: "/shop/web/Dockerfile", line: 14, column: 1 },
        lastLines: ["error: no"],
      },
    });
    expect(renderBuild(record)).toBe(
      [
        "build       default/default/abcdefghijklmnop",
        "service     web",
        "stack       shop (dev)",
        "begun       2026-11-21 19:02 (cli)",
        "result      failed after 12.3 s",
        "cached      1 of 3 steps; the others were not begun",
        "image       812 MB, exported in 3.1 s",
        "context     /shop/web, 1.2 MB sent",
        "Dockerfile  /shop/web/Dockerfile, target dev",
        "arguments   A=b, C=d e",
        "base        rust:1.90@sha256:0123456789ab",
        "commit      0123456789ab, with changes that were not committed",
        "",
        "   STEP       TIME                INSTRUCTION",
        "   build 1/3  cached              FROM rust:1.90",
        ">  build 2/3  40 ms               COPY src src",
        "   build 3/3  failed, 1 min 52 s  RUN cargo build",
        "   1/1        -                   COPY --from=build /a /b",
        "",
        "> not cached: COPY src src",
        "code: src/main.rs and 3 more differ from the build before.",
        "Changed since the build before:",
        "  src/main.rs",
        "  src/lib.rs",
        "  and 2 more",
        "",
        "/shop/web/Dockerfile:14: RUN cargo build",
        "The command ended with exit code 101.",
        "| error: no",
        "",
      ].join("\n"),
    );
  });

  it("leaves out what is not known", () => {
    const {
      context: _,
      dockerfile: __,
      stack: ___,
      ...bare
    } = buildRecord({ source: "compose", services: [] });
    expect(renderBuild({ ...bare, cache: { cached: 0, begun: 0, partial: true } })).toMatch(
      /^build .*\nservice {4}abcdefghijklmnop\nbegun .*\nresult {5}built after 12.3 s\nread from {2}the command's own output, which tells less\n$/,
    );
  });
});
