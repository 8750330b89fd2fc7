import { describe, expect, test } from "vitest";
import { liveBuilds, slowest } from "../../../../src/host/statusBar/liveBuilds.ts";
import type { BuildsState } from "../../../../src/shared/builds.ts";
import type { StackState } from "../../../../src/shared/model.ts";
import { NOON } from "../plain.ts";
import {
  app,
  builds,
  changedCode,
  container,
  core,
  elsewhere,
  exited,
  failedBuild,
  liveBuild,
  service,
  stack,
} from "../states.ts";
import { shownBar } from "./shownBar.ts";

const shop = stack([service("backend", [container()]), service("ui", [container()])]);
const bar = (known: BuildsState, ...stacks: StackState[]) => shownBar(core(app(stacks, { builds: known })));

describe("the build indicator", () => {
  test("says how far a build is, and how long it takes as a rule", () => {
    const shown = bar(builds({ live: [liveBuild()] }), shop);
    expect(shown).toMatchObject({
      text: "$(sync~spin) shop: backend 5/9 · 0:42 of ~2:10",
      accessibilityLabel: "Dev Loop: shop: backend 5/9 · 0:42 of ~2:10",
      build: "default/default/live",
    });
    expect(shown?.background).toBeUndefined();
  });

  test("claims no usual time where there is none, and no steps before they are known", () => {
    const { usual: _usual, ...rest } = liveBuild({ total: 0, startedAt: NOON - 3_723_000 });
    expect(bar(builds({ live: [rest] }), shop)?.text).toBe("$(sync~spin) shop: backend · 1:02:03");
  });

  test("counts several, and tells the one that ends last", () => {
    const short = liveBuild({ id: "b", services: ["ui"], startedAt: NOON - 50_000, usual: 60_000 });
    expect(bar(builds({ live: [short, liveBuild()] }), shop)?.text).toBe(
      "$(sync~spin) 2 builds · shop: backend 5/9 · 0:42 of ~2:10",
    );
  });

  test("goes before all that is wrong, and before the action that builds", () => {
    const known = builds({ live: [liveBuild()], last: [failedBuild({ services: ["ui"] })] });
    const acting = stack([service("backend", [exited(1)])], {
      actions: [{ kind: "up", services: [], phase: "running", since: NOON }],
    });
    expect(bar(known, acting)?.text).toContain("backend 5/9");
    const cancelling = { ...acting, actions: [{ ...acting.actions[0], phase: "cancelling" }] } as StackState;
    expect(bar(known, cancelling)?.text).toBe("$(sync~spin) shop: cancelling…");
  });

  test("is about the workspace's stacks alone", () => {
    const blog = elsewhere("blog", [service("web")]);
    const known = builds({ live: [liveBuild({ stackId: "blog" })] });
    expect(liveBuilds([shop], known)).toEqual([]);
    expect(bar(known, shop, blog)?.text).toBe("$(check) shop 2/2");
  });

  test("tells of each build in its tooltip, with a way to its output and none that a name could make", () => {
    const other = liveBuild({ id: "b", services: ["[x](command:quit)"], running: "RUN echo `a` | cat" });
    const tooltip = bar(builds({ live: [liveBuild(), other] }), shop)?.tooltip ?? "";
    expect(tooltip.split("\n\n---\n\n")[0]?.split("  \n")).toEqual([
      "**backend**",
      "step 5/9 · 0:42 of \\~2:10",
      "RUN cargo build",
      expect.stringMatching(/^\[Show Output\]\(command:devloop\.showBuildOutput\?/),
    ]);
    expect(tooltip).not.toContain("](command:quit");
    expect(tooltip).toContain("RUN echo \\`a\\` \\| cat");
  });

  test("of builds whose time nobody knows, the one that began first is told", () => {
    const begun = (id: string, startedAt: number) => {
      const { usual: _usual, ...rest } = liveBuild({ id, startedAt });
      return rest;
    };
    expect(slowest([begun("new", NOON), begun("old", NOON - 9_000)])?.id).toBe("old");
    expect(slowest([begun("old", NOON - 9_000), liveBuild()])?.id).toBe(liveBuild().id);
    expect(slowest([])).toBeUndefined();
  });
});

describe("what came of builds", () => {
  test("that failed is an error until a newer one succeeds; a click says what to do", () => {
    const shown = bar(builds({ last: [failedBuild()] }), shop);
    expect(shown).toMatchObject({ text: "$(error) backend build failed", background: "error" });
    expect(shown?.build).toBeUndefined();
  });

  test("that lacks a change is a warning with the evidence", () => {
    const verdict = {
      kind: "notCurrent",
      reason: "its image lacks your change in main.rs",
      evidence: "/w/src/main.rs was changed after the image was built",
      action: "rebuild",
    } as const;
    const backend = service("backend", [container()], { verdict, baked: { code: changedCode() } });
    const shown = bar(builds(), stack([backend]));
    expect(shown).toMatchObject({
      text: "$(warning) backend image lacks your change in main.rs",
      background: "warning",
    });
    expect(shown?.tooltip.replaceAll("\\", "")).toContain(
      `Not current: ${verdict.reason} (${verdict.evidence})`,
    );
  });
});
