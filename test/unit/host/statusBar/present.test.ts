import { describe, expect, test } from "vitest";
import { countAttention } from "../../../../src/host/status/stackStatus.ts";
import { LINKED_COMMANDS } from "../../../../src/host/statusBar/tooltip.ts";
import type { ContainerState, ReloadState, StackState } from "../../../../src/shared/model.ts";
import { NOON, style } from "../plain.ts";
import {
  app,
  container,
  core,
  elsewhere,
  exited,
  failedReload,
  loop,
  loose,
  mode,
  reload,
  service,
  stack,
  UNREACHABLE,
} from "../states.ts";
import { shownBar } from "./shownBar.ts";

const up = stack([service("ui", [container()]), service("db", [container()])]);
const bar = (...stacks: StackState[]) => shownBar(core(app(stacks)));

describe("the status bar", () => {
  const failed = stack([service("ui", [container()]), service("worker", [exited(1)])]);
  const sick = stack([service("ui", [container({ health: "unhealthy" })])]);

  test.each<[string, StackState, string, string | undefined]>([
    ["all well", up, "$(check) shop 2/2", undefined],
    [
      "some not running",
      stack([service("ui", [container()]), service("job", [exited(0)])]),
      "$(color-mode) shop 1/2",
      undefined,
    ],
    ["nothing running", stack([service("ui")]), "$(circle-outline) shop 0/1", undefined],
    ["a failed service", failed, "$(error) shop: worker exited (1)", "error"],
    ["an unhealthy service", sick, "$(warning) shop: ui running · unhealthy", "warning"],
    [
      "a broken file",
      stack([], { modes: [mode("dev", { problem: "no" })] }),
      "$(error) shop: compose file problem",
      "error",
    ],
    [
      "an unknown state",
      stack([service("ui")], { known: false }),
      "$(question) shop: state unknown",
      undefined,
    ],
  ])("with %s", (_, state, text, background) => {
    const shown = bar(state);
    expect(shown?.text).toBe(text);
    expect(shown?.background).toBe(background);
  });

  test("spins only while something is being done, and then says what", () => {
    const acting = stack([service("ui")], {
      actions: [{ kind: "up", services: [], phase: "running", since: 0 }],
    });
    expect(bar(acting)?.text).toBe("$(sync~spin) shop: starting…");
    for (const quiet of [up, failed, sick]) expect(bar(quiet)?.text).not.toContain("spin");
  });

  test("of several stacks shows the worst, or their sum", () => {
    const other = { ...up, id: "blog", project: "blog" };
    expect(bar(other, failed)?.text).toBe("$(error) shop: worker exited (1)");
    expect(bar(other, up)?.text).toBe("$(check) 2 stacks 4/4");
  });

  test("offers Up where there are files to bring it up with", () => {
    expect(bar(up)?.tooltip).toContain("command:devloop.up?");
    const unnamed = bar({ ...up, modes: [] })?.tooltip;
    expect(unnamed).toContain("command:devloop.down?");
    expect(unnamed).not.toContain("command:devloop.up?");
  });

  test("is about the workspace's stacks alone", () => {
    const blog = elsewhere("blog", [service("web", [exited(1)])]);
    const old = loose(exited(137, { name: "old" }));
    expect(bar(up, blog, old)).toMatchObject({ text: "$(check) shop 2/2" });
    expect(bar(up, blog, old)?.tooltip).not.toContain("blog");
    expect(bar(blog, old)).toBeUndefined();
    expect(countAttention(app([up, blog, old]), style)).toBe(0);
  });

  test("says that watching has ended by itself", () => {
    const unwatched = { ...up, watch: { kind: "failed", reason: "It ended." } } as const;
    expect(bar(unwatched)).toMatchObject({ text: "$(warning) shop: watch failed", background: "warning" });
  });

  test("names the engine, the context that chose it, and what waits for it", () => {
    const endpoint = { source: "context", host: "ssh://me@build", context: "build" } as const;
    const engine = { kind: "connected", endpoint, version: "28.5.2" } as const;
    const tip = (waiting?: number) => {
      const state = app([up], { engine: waiting === undefined ? engine : { ...engine, waiting } });
      return shownBar(core(state))?.tooltip.replaceAll("\\", "");
    };
    expect(tip()).toMatch(/Docker 28\.5\.2 · context build · ssh:\/\/me@build$/);
    expect(tip(1)).toMatch(/1 request waits for a connection$/);
    expect(tip(3)).toMatch(/3 requests wait for a connection$/);
    const lost = { ...UNREACHABLE, endpoint };
    const gone = shownBar(core(app([up], { engine: lost }), { reached: true }));
    expect(gone?.tooltip.replaceAll("\\", "")).toMatch(/Docker · context build · ssh:\/\/me@build$/);
  });

  test("lists no more services than a screen has room for", () => {
    const many = stack(Array.from({ length: 40 }, (_, index) => service(`s${index}`)));
    expect(bar(many)?.tooltip).toContain("25 more services");
    expect(bar(many)?.tooltip.match(/^- /gm)).toHaveLength(16);
  });

  test("asks for attention when the engine was there and is gone", () => {
    const gone = app([up], { engine: UNREACHABLE });
    const lost = shownBar(core(gone, { reached: true }));
    expect(lost).toMatchObject({ text: "$(debug-disconnect) Docker unreachable", background: "warning" });
    const never = shownBar(core(gone), "noEngine");
    expect(never?.background).toBeUndefined();
  });

  test("says nothing where there is nothing to say", () => {
    for (const situation of ["untrusted", "noFolder", "noCompose", "starting"] as const) {
      expect(shownBar(core(app()), situation)).toBeUndefined();
    }
  });

  test("links to no other commands than those that it is trusted with", () => {
    const tooltips = [
      bar(up)?.tooltip,
      shownBar(core(app([], { engine: UNREACHABLE })), "noEngine")?.tooltip,
    ];
    const linked = [...tooltips.join("").matchAll(/\(command:([\w.]+)/g)].map(([, command]) => command);
    expect(linked.length).toBeGreaterThan(3);
    expect(LINKED_COMMANDS).toEqual(expect.arrayContaining(linked));
  });

  test("draws no icons and makes no links from names", () => {
    const odd = { ...up, project: "$(trash)[x](command:y)" };
    expect(bar(odd)?.text).toBe("$(check) $ (trash)[x](command:y) 2/2");
    expect(bar(odd)?.tooltip).not.toContain("](command:y)");
  });
});

describe("the status bar of a stack that reloads", () => {
  const PENDING = { phase: { kind: "compiling", since: NOON, waitsForLock: false } } as const;
  const NOT_SEEN = {
    seen: { kind: "no", cause: "notWatched", reason: "So.", fix: "So.", action: "restart" },
  } as const;
  const backend = (state: ReloadState, of: ContainerState = container()) =>
    service("backend", [of], { reload: state });
  const shop = (state: ReloadState) => stack([service("ui", [container()]), backend(state)]);

  test.each<[string, ReloadState, string, string | undefined]>([
    ["compiling", reload(PENDING), "$(sync~spin) backend compiling", undefined],
    ["a failed build", failedReload(), "$(error) backend failed, 2 errors, nothing serving", "error"],
    [
      "a change that was not seen",
      reload(NOT_SEEN),
      "$(warning) backend change not seen, not watched",
      "warning",
    ],
    [
      "a change that needs more",
      reload({ needs: { file: "/w/Dockerfile", at: NOON, action: "rebuild", reason: "So." } }),
      "$(warning) backend rebuild needed",
      "warning",
    ],
    ["all well, and no loop yet", reload(), "$(check) shop 2/2", undefined],
    ["all well", reload({ loop: loop(4_100) }), "$(check) shop 2/2 · backend 4.1 s", undefined],
    [
      "nothing known",
      reload({ phase: { kind: "unknown", reason: "it is being read" } }),
      "$(check) shop 2/2",
      undefined,
    ],
  ])("with %s", (_, state, text, background) => {
    expect([bar(shop(state))?.text, bar(shop(state))?.background]).toEqual([text, background]);
  });

  test("names the stack where there are several, and counts them", () => {
    const other = { ...up, id: "blog", project: "blog" };
    expect(bar(other, shop(failedReload()))?.text).toBe(
      "$(error) shop: backend failed, 2 errors, nothing serving",
    );
    expect(bar(other, shop(reload({ loop: loop(900) })))?.text).toBe("$(check) 2 stacks 4/4 · backend 0.9 s");
  });

  test("tells the newest loop, of a service that runs", () => {
    const at = (later: number, total: number) =>
      reload({ loop: loop(total, { last: { at: NOON + later, total } }) });
    const services = [
      service("old", [container()], { reload: at(0, 1_000) }),
      service("ended", [exited(0)], { reload: at(9, 2_000) }),
      service("new", [container()], { reload: at(5, 3_000) }),
    ];
    expect(bar(stack(services))?.text).toBe("$(color-mode) shop 2/3 · new 3.0 s");
  });

  test("shows what is being built before what is wrong elsewhere: it was saved just now", () => {
    const state = stack([service("worker", [exited(1)]), backend(reload(PENDING))]);
    expect(bar(state)).toMatchObject({ text: "$(sync~spin) backend compiling" });
    expect(bar(state)?.background).toBeUndefined();
  });

  test("shows the action that is at work, whatever is built beside it", () => {
    const acting = stack([backend(reload(PENDING))], {
      actions: [{ kind: "up", services: [], phase: "running", since: 0 }],
    });
    expect(bar(acting)?.text).toBe("$(sync~spin) shop: starting…");
  });

  test("counts what failed and what was not seen for the badge, not what is being built", () => {
    const count = (state: ReloadState) => countAttention(app([shop(state)]), style);
    expect([failedReload(), reload(NOT_SEEN), reload(PENDING), reload()].map(count)).toEqual([1, 1, 0, 0]);
  });

  test("has the evidence in its tooltip, of the service that it names", () => {
    const change = { file: "/w/backend/src/main.rs", at: NOON };
    const verdict = {
      kind: "notCurrent",
      reason: "failed",
      evidence: "could not compile",
      action: "logs",
    } as const;
    const failed = { ...backend(failedReload({ change })), verdict };
    const tooltip = bar(stack([service("ui", [container()], { reload: reload() }), failed]))?.tooltip ?? "";
    expect(tooltip.replaceAll("\\", "").split("  \n").slice(0, 5)).toEqual([
      "**backend**",
      "Not current: failed (could not compile)",
      "cargo-watch, 12:00:00: error: could not compile `backend`",
      "Serving nothing: cargo-watch ends the program before it builds anew.",
      expect.stringMatching(/^Last change: backend\/src\/main\.rs, 12:00:00\n\n---\n/),
    ]);
  });

  test("makes no links from what a tool printed", () => {
    const evidence = { text: "[x](command:workbench.action.quit)", at: NOON };
    expect(bar(shop(failedReload({ evidence })))?.tooltip).not.toContain("](command:workbench");
  });
});
