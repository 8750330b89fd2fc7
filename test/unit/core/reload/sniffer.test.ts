import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogLine } from "../../../../src/core/logs/logLine.ts";
import { Sniffer } from "../../../../src/core/reload/sniffer.ts";
import { linesOf } from "../../../support/logStream.ts";
import { answerOf, recording, recordingsOf } from "../../../support/recording.ts";

const CONTAINER = {
  createdAt: 0,
  command: ["npm", "run", "dev"],
  workingDir: "/app",
  tty: false,
  logDriver: "json-file",
  mounts: [],
};

function lineOf(text: string | Uint8Array): LogLine {
  return { stream: "stdout", time: 1, bytes: Buffer.from(text), broken: false };
}

/** The tool, and what is taken for its command line. */
function sniffed(lines: readonly LogLine[]): readonly [string, string, string] | undefined {
  const sniffer = new Sniffer();
  for (const line of lines) {
    const tool = sniffer.push(line);
    if (tool === undefined) continue;
    const { meanwhile, watching } = tool.usual(CONTAINER);
    return [tool.tool, meanwhile, watching.kind];
  }
  return undefined;
}

describe("what a container prints", () => {
  it.each([
    ["bun", "run-dev-hot", "bun", "old"],
    ["bun", "run-dev-watch", "bun", "nothing"],
    ["bun", "npm-run-dev-hot", "bun", "old"],
    ["bun", "npm-run-dev-watch", "bun", "nothing"],
    ["bun", "html-dev", "bun", "unknown"],
    ["vite", "npm-run-dev", "vite", "nothing"],
    ["vite", "bun-run-dev", "vite", "nothing"],
    ["vite", "vite-5", "vite", "nothing"],
    ["vite", "vite-7-tty", "vite", "nothing"],
  ])("tells its tool: %s/%s", (folder, name, tool, meanwhile) => {
    expect(sniffed(linesOf(answerOf(recording(folder, name))))).toEqual([tool, meanwhile, "graph"]);
  });

  it.each(recordingsOf("cargo-watch"))("tells cargo-watch, or nothing: %s", (name) => {
    const found = sniffed(linesOf(answerOf(recording("cargo-watch", name))));
    expect(["cargo-watch", "cargo", undefined]).toContain(found?.[0]);
  });

  it.each([
    ["$ bun --hot src/server.ts", "bun"],
    ["> vite --host", "vite"],
    ["$ cargo watch -x run", "cargo-watch"],
    ["\u001b[2m$\u001b[0m bun --watch src/server.ts", "bun"],
    ["$ NODE_ENV=development vite dev", "vite"],
    ["$ tsc --noEmit && vite", "vite"],
    ["  VITE v7.3.8  ready in 157 ms", "vite"],
    ["16:02:04 [vite] hmr update /src/main.ts", "vite"],
    ["4:02:04 PM [vite] (client) page reload index.html", "vite"],
  ])("%j is of %s", (text, tool) => {
    expect(sniffed([lineOf(text)])?.[0]).toBe(tool);
  });

  it.each([
    "$ tsc --watch",
    "> app@1.0.0 dev",
    "> node server.js",
    "listening on http://localhost:3000",
    "error: Unexpected ;",
    "I use vite, and cargo watch -x run",
    `${"x".repeat(600)} [vite] hmr update /src/main.ts`,
  ])("%j is of none", (text) => {
    expect(sniffed([lineOf(text)])).toBeUndefined();
  });

  it("is looked at for so many lines only", () => {
    const sniffer = new Sniffer();
    for (let count = 0; count < 10_000; count++) {
      expect(sniffer.done).toBe(false);
      sniffer.push(lineOf("GET /"));
    }
    expect(sniffer.done).toBe(true);
    expect(sniffer.push(lineOf("$ vite"))).toBeUndefined();
  });

  it("may be anything", () => {
    const text = fc.oneof(
      fc.string(),
      fc.tuple(fc.constantFrom("$ ", "> ", "[vite] ", "VITE "), fc.string()).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(text.map(lineOf), fc.uint8Array().map(lineOf))), (lines) => {
        sniffed(lines);
      }),
    );
  });
});
