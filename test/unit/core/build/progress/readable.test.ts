import { describe, expect, it } from "vitest";
import type { ProgressItem, Vertex } from "../../../../../src/core/build/progress/item.ts";
import { ReadableProgress } from "../../../../../src/core/build/progress/readable.ts";
import { buildFailure } from "../../../../../src/core/compose/buildFailure.ts";
import { decoded, recorded } from "./recorded.ts";

function textOf(...items: readonly ProgressItem[]): string {
  const readable = new ReadableProgress();
  return items.map((item) => readable.push(item)).join("");
}

function recordedText(name: string): string[] {
  return textOf(...decoded(recorded(name)))
    .trimEnd()
    .split("\n")
    .map((line) => line.slice(0, 60));
}

function vertex(facts: Partial<Vertex>): ProgressItem {
  return {
    kind: "vertex",
    vertex: { digest: "a", name: "[1/2] RUN make", inputs: [], cached: false, ...facts },
  };
}

function log(text: string): ProgressItem {
  return { kind: "log", log: { vertex: "a", stream: "stdout", text } };
}

describe("a build's progress as text", () => {
  it("of a build that was read afterwards reads as it went", () => {
    expect(recordedText("history-cold.jsonl")).toEqual(
      [
        "#1 [internal] load build definition from Dockerfile",
        "#1 transferring dockerfile: 699 B",
        "#2 [internal] load metadata for docker.io/devloop-test/busybo",
        "#3 [internal] load .dockerignore",
        "#4 [base 1/3] FROM docker.io/devloop-test/busybox:4b76797a81a8",
        "#4 done 0.0s",
        "#5 [base 2/3] WORKDIR /app",
        "#5 cached",
        "#6 [base 3/3] RUN echo 21188562 > /nonce",
        "#7 [internal] load build context",
        "#7 transferring context: 127 B",
        "#6 done 0.2s",
        "#8 [planner 1/2] COPY . .",
        "#8 done 0.0s",
        "#9 [planner 2/2] RUN cat src/* | wc -c > recipe.json && echo ",
        "#9 planned",
        "#9 done 0.2s",
        "#10 [builder 1/4] COPY --from=planner /app/recipe.json recipe",
        "#10 done 0.0s",
        '#11 [builder 2/4] RUN for n in 1 2 3; do echo "compiling $n"; ',
        "#11 compiling 1",
        "#11 compiling 2",
        "#11 compiling 3",
        "#11 grün ✓",
        "#11 done 0.8s",
        "#12 [builder 3/4] COPY src src",
        "#12 done 0.0s",
        '#13 [builder 4/4] RUN cat src/* > app; echo "21188562"; if gr',
        "#13 21188562",
        "#13 100%",
        "#13 done 0.2s",
        "#14 [runtime 1/1] COPY --from=builder /app/app /app/app",
        "#14 done 0.0s",
        "#15 exporting to image",
        "#15 exporting layers",
        expect.stringMatching(/^#15 writing image sha256:8ed6e19a/),
        "#15 naming to docker.io/library/progrec-one:dev",
        "#15 done 0.0s",
      ].map((line) => (typeof line === "string" ? line.slice(0, 60) : line)),
    );
  });

  it("of a failure tells its last lines again, so that it is known for what it is", () => {
    const items = [
      ...decoded(recorded("compose240-fail.jsonl")),
      ...decoded(recorded("compose240-fail.stderr")),
    ];
    const lines = textOf(...items)
      .trimEnd()
      .split("\n");
    const from = lines.indexOf("------");
    expect(lines.slice(from).map((line) => line.slice(0, 32))).toEqual([
      "------",
      " > [builder 4/4] RUN cat src/* >",
      "21188562",
      "error[E0308]: mismatched types",
      "------",
      "Dockerfile:13",
      "--------------------",
      "  11 |     RUN for n in 1 2 3; d",
      "  12 |     COPY src src",
      "  13 | >>> RUN cat src/* > app; ",
      "  14 |     FROM base AS runtime",
      "  15 |     COPY --from=builder /",
      "--------------------",
      'failed to solve: process "/bin/s',
    ]);
    expect(buildFailure(lines.at(-1) ?? "", lines)).toMatch(
      /^The build failed at Dockerfile:13: RUN cat .*: exit code 101\.$/,
    );
  });

  it("of a cancel says which step was at work", () => {
    expect(recordedText("history-cancel.jsonl").at(-1)).toBe("#13 cancelled");
  });

  it("of steps that two services share says each thing once", () => {
    const lines = recordedText("compose240-two.jsonl");
    expect(lines.filter((line) => line.includes("RUN for n in"))).toHaveLength(1);
    expect(lines.filter((line) => line === "#12 done 0.8s")).toHaveLength(1);
    expect(lines.filter((line) => line.includes("transferring context: 137 B"))).toHaveLength(1);
  });

  it("is of whole lines, and what has no end comes at the end", () => {
    const begin = vertex({ startedAt: 1 });
    expect(textOf(begin, log("comp"), log("iling\nmore"))).toBe("#1 [1/2] RUN make\n#1 compiling\n");
    const end = vertex({ startedAt: 1, completedAt: 12_301 });
    expect(textOf(begin, log("more"), end)).toBe("#1 [1/2] RUN make\n#1 more\n#1 done 12.3s\n");
  });

  it("hides secrets, and takes escape sequences out", () => {
    const secret = log("\u001b[1mDATABASE_PASSWORD=hunter2 \u001b[0mpostgres://app:hunter3@db\n");
    expect(textOf(vertex({ startedAt: 1 }), secret)).toBe(
      "#1 [1/2] RUN make\n#1 DATABASE_PASSWORD=*** postgres://app:***@db\n",
    );
    const error = vertex({ startedAt: 1, completedAt: 2, error: "API_TOKEN=abc failed" });
    expect(textOf(secret, error)).not.toMatch(/hunter|abc/);
    expect(textOf({ kind: "text", line: "SECRET=abc\u0007" })).toBe("SECRET=***\n");
  });

  it("tells of a command with a line end in its name in one line", () => {
    expect(textOf(vertex({ name: "[1/2] RUN a\n  b", cached: true }))).toBe("#1 [1/2] RUN a b\n#1 cached\n");
  });

  it("numbers vertexes as they begin, and says nothing of those that do not", () => {
    const items = [
      vertex({}),
      vertex({ digest: "b", name: "two" }),
      vertex({ digest: "b", name: "two", startedAt: 1 }),
    ];
    expect(textOf(...items, vertex({ startedAt: 2 }))).toBe("#1 two\n#2 [1/2] RUN make\n");
  });
});
