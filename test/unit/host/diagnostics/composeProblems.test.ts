import { describe, expect, it } from "vitest";
import { composeProblems } from "../../../../src/host/diagnostics/composeProblems.ts";
import { mode, stack } from "../states.ts";

const place = { file: "/w/dev.yml", line: 4, column: 5 };

describe("the problems of compose files", () => {
  it("are those of every set that Compose refused, in use or not", () => {
    const other = { file: "/w/ci.yml", line: 1, column: 1 };
    const dev = mode("dev", { problem: "yaml: line 4: no.", problemPlace: place });
    const ci = mode("ci", { problem: "empty compose file.", problemPlace: other });
    const stacks = [stack([], { modes: [mode("good"), dev, ci], activeMode: mode("good").id })];
    expect(composeProblems(stacks)).toEqual([
      { place, message: "yaml: line 4: no." },
      { place: other, message: "empty compose file." },
    ]);
  });

  it("are told once where one fault breaks several sets", () => {
    const problem = "services.web must be a mapping.";
    const modes = [mode("a"), mode("b")].map((each) => ({ ...each, problem, problemPlace: place }));
    expect(composeProblems([stack([], { modes }), stack([], { modes })])).toHaveLength(1);
  });

  it("do not repeat the file that the editor shows", () => {
    const problem = "/w/dev.yml:  additional properties 'servces' not allowed.";
    const modes = [mode("dev", { problem, problemPlace: place })];
    expect(composeProblems([stack([], { modes })])).toEqual([
      { place, message: "additional properties 'servces' not allowed." },
    ]);
  });

  it("are not those that no file is to blame for", () => {
    const modes = [mode("dev", { problem: "docker compose config took longer than 20 s." })];
    expect(composeProblems([stack([], { modes })])).toEqual([]);
  });
});
