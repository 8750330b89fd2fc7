import { describe, expect, test } from "vitest";
import { LINKED_COMMANDS, presentStatusBar } from "../../../../src/host/statusBar/present.ts";
import type { StackState } from "../../../../src/shared/model.ts";
import { plain } from "../plain.ts";
import { app, container, core, exited, mode, service, stack, UNREACHABLE } from "../states.ts";

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
