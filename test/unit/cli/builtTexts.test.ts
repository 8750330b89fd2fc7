import { describe, expect, it } from "vitest";
import { renderBuilt } from "../../../src/cli/builtTexts.ts";
import { buildRecord } from "./builds.ts";

describe("what has come of a run", () => {
  it("is a line a build, and why it was not all cached", () => {
    const breaker = {
      kind: "code",
      digest: "sha256:a",
      step: "COPY src src",
      reason: "src/main.rs differs from the build before.",
      files: ["src/main.rs"],
      more: 0,
    } as const;
    const records = [
      buildRecord({ imageSize: 812_000_000, imageSizeChange: 1_200_000, breaker, duration: 130_000 }),
      buildRecord({ services: ["api", "worker"], imageSize: 5_000_000 }),
      buildRecord({ services: [], context: "/shop/tools/", cache: { cached: 0, begun: 0, partial: true } }),
      buildRecord({ result: "cancelled", services: ["slow"] }),
    ];
    expect(renderBuilt(records, ["own"])).toBe(
      [
        "web          built in 2 min 10 s, 7 of 9 steps cached, 812 MB (+1.2 MB)",
        "             not cached from COPY src src (code): src/main.rs differs from the build before.",
        "api, worker  built in 12.3 s, all cached, 5.0 MB",
        "tools        built in 12.3 s",
        "slow         cancelled after 12.3 s",
        "own          built; what it took was not seen",
        "",
      ].join("\n"),
    );
  });

  it("is where and why a build failed, with what the command said last", () => {
    const error = {
      message: "The command ended with exit code 101.",
      step: "RUN cargo build",
      place: { file: "/shop/web/Dockerfile", line: 14, column: 1 },
      lastLines: ["\u001b[31merror\u001b[0m: could not compile", ""],
    };
    expect(renderBuilt([buildRecord({ result: "failed", error })], [])).toBe(
      [
        "web  failed after 12.3 s at /shop/web/Dockerfile:14",
        "     RUN cargo build",
        "     The command ended with exit code 101.",
        "     | error: could not compile",
        "     |",
        "",
      ].join("\n"),
    );
    expect(renderBuilt([buildRecord({ result: "failed" })], [])).toBe("web  failed after 12.3 s\n");
  });

  it("is nothing where nothing was seen", () => expect(renderBuilt([], [])).toBe(""));
});
