import { describe, expect, it } from "vitest";
import { buildProblems } from "../../../../src/host/diagnostics/buildProblems.ts";
import type { BuildBrief } from "../../../../src/shared/builds.ts";
import { NOON } from "../plain.ts";
import { app, BUILD_ERROR, build, builds, elsewhere, failedBuild, service, stack } from "../states.ts";

const shop = stack([service("backend"), service("worker")]);
const problems = (...last: BuildBrief[]) => buildProblems(app([shop], { builds: builds({ last }) }));

describe("the problems of builds", () => {
  it("stand at the instruction, with what its command printed last", () => {
    expect(problems(failedBuild())).toEqual([
      {
        place: BUILD_ERROR.place,
        endLine: 13,
        message: [
          "backend: cargo build ended with exit code 101.",
          "error: expected `;`",
          "error: could not compile `backend`",
        ].join("\n"),
      },
    ]);
  });

  it("have the last lines of many", () => {
    const lastLines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    const [problem] = problems(failedBuild({ error: { ...BUILD_ERROR, lastLines } }));
    expect(problem?.message.split("\n").slice(1)).toEqual(lastLines.slice(-6));
  });

  it("are one where several services fail at the same instruction", () => {
    const worker = failedBuild({ id: "w", services: ["worker"], startedAt: NOON - 70_000 });
    const found = problems(failedBuild(), worker);
    expect(found.map(({ message }) => message.split("\n")[0])).toEqual([
      "backend, worker: cargo build ended with exit code 101.",
    ]);
  });

  it("are gone once a newer build of that service succeeds, or fails elsewhere", () => {
    expect(problems(build({ startedAt: NOON }), failedBuild())).toEqual([]);
    const place = { file: "/w/backend/Dockerfile", line: 3, column: 1 };
    const moved = failedBuild({ id: "n", startedAt: NOON, error: { message: "No.", place, lastLines: [] } });
    expect(problems(moved, failedBuild())).toEqual([{ place, message: "backend: No." }]);
  });

  it("stay for the service whose newest build it still is", () => {
    const both = failedBuild({ id: "both", services: ["backend", "worker"], name: "both" });
    expect(problems(build({ startedAt: NOON }), both)).toHaveLength(1);
  });

  it("are none where no line is known, nothing failed, or it is another project's", () => {
    const { place: _place, ...nowhere } = BUILD_ERROR;
    expect(problems(failedBuild({ error: nowhere }))).toEqual([]);
    expect(problems(failedBuild({ result: "cancelled" }))).toEqual([]);
    const blog = elsewhere("blog", [service("backend")]);
    const last = [failedBuild({ stack: "blog" })];
    expect(buildProblems(app([blog], { builds: builds({ last }) }))).toEqual([]);
  });
});
