import { describe, expect, test } from "vitest";
import { countAttention } from "../../../../src/host/status/stackStatus.ts";
import { LINKED_COMMANDS, presentStatusBar } from "../../../../src/host/statusBar/present.ts";
import type { StackState } from "../../../../src/shared/model.ts";
import { plain } from "../plain.ts";
import {
  app,
  container,
  core,
  elsewhere,
  exited,
  loose,
  mode,
  service,
  stack,
  UNREACHABLE,
} from "../states.ts";

const up = stack([service("ui", [container()]), service("db", [container()])]);
const bar = (...stacks: StackState[]) => presentStatusBar(core(app(stacks)), "stacks", plain);

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
    expect(countAttention([up, blog, old], plain)).toBe(0);
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
      return presentStatusBar(core(state), "stacks", plain)?.tooltip.replaceAll("\\", "");
    };
    expect(tip()).toMatch(/Docker 28\.5\.2 · context build · ssh:\/\/me@build$/);
    expect(tip(1)).toMatch(/1 request waits for a connection$/);
    expect(tip(3)).toMatch(/3 requests wait for a connection$/);
    const lost = { ...UNREACHABLE, endpoint };
    const gone = presentStatusBar(core(app([up], { engine: lost }), { reached: true }), "stacks", plain);
    expect(gone?.tooltip.replaceAll("\\", "")).toMatch(/Docker · context build · ssh:\/\/me@build$/);
  });

  test("lists no more services than a screen has room for", () => {
    const many = stack(Array.from({ length: 40 }, (_, index) => service(`s${index}`)));
    expect(bar(many)?.tooltip).toContain("25 more services");
    expect(bar(many)?.tooltip.match(/^- /gm)).toHaveLength(16);
  });

  test("asks for attention when the engine was there and is gone", () => {
    const gone = app([up], { engine: UNREACHABLE });
    const lost = presentStatusBar(core(gone, { reached: true }), "stacks", plain);
    expect(lost).toMatchObject({ text: "$(debug-disconnect) Docker unreachable", background: "warning" });
    const never = presentStatusBar(core(gone), "noEngine", plain);
    expect(never?.background).toBeUndefined();
  });

  test("says nothing where there is nothing to say", () => {
    for (const situation of ["untrusted", "noFolder", "noCompose", "starting"] as const) {
      expect(presentStatusBar(core(app()), situation, plain)).toBeUndefined();
    }
  });

  test("links to no other commands than those that it is trusted with", () => {
    const tooltips = [
      bar(up)?.tooltip,
      presentStatusBar(core(app([], { engine: UNREACHABLE })), "noEngine", plain)?.tooltip,
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
