import { describe, expect, test } from "vitest";
import { buildReport } from "../../../../src/host/builds/buildReport.ts";
import type { BuildStep } from "../../../../src/shared/builds.ts";
import { style } from "../plain.ts";
import { BUILD_ERROR, record } from "../states.ts";

const step = (number: number, changes: Partial<BuildStep> = {}): BuildStep => ({
  digest: `sha256:${number}`,
  stage: "build",
  number,
  of: 4,
  text: `RUN step ${number}`,
  cached: false,
  duration: 1_500 * number,
  state: "done",
  ...changes,
});
/** As it is read, without the escapes. */
const shown = (changes: Parameters<typeof record>[0]) =>
  buildReport(record(changes), style).replace(/\\(.)/g, "$1");

describe("the report of a build", () => {
  test("says first what came of it, how much was cached, and why not all", () => {
    expect(shown({}).split("\n\n").slice(0, 2)).toEqual([
      "# backend · 11:59:00",
      "succeeded after 42.1 s · 7 of 9 steps cached · code changed",
    ]);
  });

  test("has a row for each step, the one that broke the cache marked", () => {
    const steps = [
      step(1, { cached: true, duration: 0 }),
      step(2, { text: "COPY . ." }),
      step(3, { state: "failed" }),
      step(4, { state: "waiting", duration: 0 }),
    ];
    const breaker = {
      kind: "code",
      digest: "sha256:2",
      step: "COPY . .",
      reason: "src/main.rs differs.",
    } as const;
    const report = shown({ steps, breaker: { ...breaker, files: ["src/main.rs"], more: 2 } });
    expect(report).toContain(
      [
        "|  | Step | Time | Instruction |",
        "|---|---|---|---|",
        "|  | build 1/4 | cached | RUN step 1 |",
        "| ▶ | build 2/4 | 3.0 s | COPY . . |",
        "|  | build 3/4 | failed after 4.5 s | RUN step 3 |",
        "|  | build 4/4 | not begun | RUN step 4 |",
      ].join("\n"),
    );
    expect(report).toContain("**COPY . .**\n\nsrc/main.rs differs.\n\n- src/main.rs\n\n2 more files");
    const one = shown({ steps, breaker: { ...breaker, files: ["src/main.rs"], more: 1 } });
    expect(one).toContain("- src/main.rs\n\n1 more file\n");
  });

  test("says where it failed, and what the command printed last", () => {
    const report = shown({ result: "failed", error: BUILD_ERROR });
    expect(report).toContain("backend/Dockerfile, line 12: RUN cargo build");
    expect(report).toContain("error: could not compile `backend`");
  });

  test("has the facts that there are, and no rows for others", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const report = shown({
      mode: "dev",
      commit: "0123456789abcdef",
      dirty: true,
      contextBytes: 1_250_000,
      imageSize: 95_000_000,
      imageSizeChange: -1_200_000,
      bases: [`rust:1.90@${digest}`],
      arguments: { GIT_COMMIT: "0123" },
    });
    for (const row of [
      "| Stack | shop (dev) |",
      "| Commit | 0123456789ab, with uncommitted changes |",
      "| Context sent | 1.3 MB |",
      "| Image size | 95 MB (-1.2 MB) |",
      "| Base images | rust:1.90@sha256:aaaaaaaaaaaa |",
      "| Arguments | GIT_COMMIT=0123 |",
    ]) {
      expect(report).toContain(row);
    }
    expect(report).not.toContain("| Target");
  });

  test("draws nothing that names or commands would have drawn", () => {
    const report = buildReport(
      record({ services: ["[x](command:quit)"], steps: [step(1, { text: "RUN a | b\n<img>" })] }),
      style,
    );
    expect(report).not.toContain("](command");
    expect(report).not.toContain("<img");
    expect(report.split("\n").filter((line) => line.includes("build 1"))).toEqual([
      expect.stringMatching(/RUN a \\\| b &lt;img/),
    ]);
  });
});
