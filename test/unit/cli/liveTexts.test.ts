import { describe, expect, it } from "vitest";
import { liveLines, type RunView } from "../../../src/cli/liveTexts.ts";
import { buildBrief, liveBuild } from "./builds.ts";

const NOW = 52_000;

function lines(changes: Partial<RunView>, now = NOW): string[] {
  return liveLines(
    { title: "building shop", since: 9_000, live: [], ended: [], cancelling: false, ...changes },
    now,
  );
}

describe("a run while it lasts", () => {
  it("says what is done until a build is seen", () => {
    expect(lines({})).toEqual(["building shop · 0:43"]);
  });

  it("has a line a build: how far, at what, how long, and what it usually takes", () => {
    expect(lines({ live: [liveBuild({ usual: 130_000 })] })).toEqual([
      "web 5/9 RUN cargo build · 0:42 of ~2:10",
    ]);
    expect(lines({ live: [liveBuild({ usual: 999 })] })).toEqual(["web 5/9 RUN cargo build · 0:42"]);
    const { running: _, ...begun } = liveBuild({ services: [], name: "tools", total: 0, done: 0 });
    expect(lines({ live: [begun] })).toEqual(["tools begun · 0:42"]);
  });

  it("keeps those that have ended, in order, until all have", () => {
    const ended = [
      buildBrief({ services: ["late"], startedAt: 12_000, result: "failed" }),
      buildBrief({ services: ["worker"], startedAt: 11_000 }),
    ];
    expect(lines({ live: [liveBuild()], ended })).toEqual([
      "worker built · 0:12",
      "late   failed · 0:12",
      "web    5/9 RUN cargo build · 0:42",
    ]);
  });

  it("is no longer at it than the run, whatever the builder's clock says", () => {
    expect(lines({ live: [liveBuild({ startedAt: 0 })] })).toEqual(["web 5/9 RUN cargo build · 0:43"]);
    expect(lines({ live: [liveBuild({ startedAt: 99_000 })] })).toEqual(["web 5/9 RUN cargo build · 0:00"]);
  });

  it("says that it is being ended", () => {
    expect(lines({ cancelling: true })).toEqual(["building shop · 0:43 · cancelling"]);
    expect(lines({ cancelling: true, live: [liveBuild()], ended: [buildBrief()] })).toEqual([
      "web built · 0:12",
      "web 5/9 RUN cargo build · 0:42 · cancelling",
    ]);
  });

  it("counts those that a terminal has no room for", () => {
    const live = Array.from({ length: 10 }, (_, index) => liveBuild({ services: [`s${index}`] }));
    expect(lines({ live })).toHaveLength(9);
    expect(lines({ live })[0]).toBe("and 2 more");
  });

  it("says in one line what comes from files", () => {
    expect(lines({ live: [liveBuild({ running: "RUN a\u001b[2J\nb" })] })).toEqual([
      "web 5/9 RUN a b · 0:42",
    ]);
  });
});
