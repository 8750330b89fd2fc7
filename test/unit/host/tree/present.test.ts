import { describe, expect, test } from "vitest";
import { childNodes, isThere, type Node } from "../../../../src/host/tree/nodes.ts";
import { presentNode } from "../../../../src/host/tree/present.ts";
import { tooltip } from "../../../../src/host/tree/tooltip.ts";
import type { ActionState, ContainerState, ServiceState, StackState } from "../../../../src/shared/model.ts";
import { NOON, style } from "../plain.ts";
import { app, container, exited, mode, service, stack } from "../states.ts";

const PORT = { address: "0.0.0.0", published: 8080, target: 80, protocol: "tcp" };
const rowOf = (of: StackState) => presentNode(app([of]), { kind: "stack", stackId: of.id }, style);
const serviceRow = (of: ServiceState, changes: Partial<StackState> = {}) =>
  presentNode(app([stack([of], changes)]), { kind: "service", stackId: "shop", service: of.name }, style);
const action = (
  kind: ActionState["kind"],
  services: string[] = [],
  phase: ActionState["phase"] = "running",
) => ({ kind, services, phase, since: NOON }) as const;

describe("a service", () => {
  const states: [string, ContainerState[], string, string][] = [
    [
      "healthy",
      [container({ health: "healthy", ports: [PORT] })],
      "running · healthy · :8080 · since 10:41",
      "pass-filled",
    ],
    ["without a health check", [container()], "running · since 10:41", "play-circle"],
    [
      "whose health is not known yet",
      [container({ health: "starting" })],
      "running · not healthy yet · since 10:41",
      "pulse",
    ],
    ["unhealthy", [container({ health: "unhealthy" })], "running · unhealthy · since 10:41", "warning"],
    ["that failed", [exited(101)], "exited (101)", "error"],
    ["that has finished", [exited(0)], "finished", "pass"],
    ["that was asked to end", [exited(143)], "stopped (143)", "stop-circle"],
    ["that was killed", [exited(137)], "killed (137)", "error"],
    ["without memory", [exited(137, { oomKilled: true })], "out of memory", "error"],
    [
      "that keeps crashing",
      [container({ status: "restarting", exitCode: 1 })],
      "restarting after exit code 1",
      "debug-restart",
    ],
    ["that is paused", [container({ status: "paused" })], "paused", "debug-pause"],
    ["without a container", [], "not created", "circle-outline"],
    ["with a one-off container only", [container({ oneOff: true })], "not created", "circle-outline"],
  ];
  test.each(states)("%s says so by text and icon", (_, containers, description, icon) => {
    expect(serviceRow(service("ui", containers))).toMatchObject({
      label: "ui",
      description,
      icon: { id: icon },
    });
  });

  test("with several containers counts them and tells the worst", () => {
    const row = serviceRow(service("ui", [container(), exited(1), container()]));
    expect(row?.description).toBe("2 of 3 running · exited (1) · since 10:41");
  });

  test("names the day where it did not start today", () => {
    const row = serviceRow(service("ui", [container({ startedAt: NOON - 86_400_000 })]));
    expect(row?.description).toBe("running · since 20 Nov, 12:00");
  });

  test("with many ports shows two and counts the rest", () => {
    const ports = [8081, 8080, 9090, 9091].map((published) => ({ ...PORT, published }));
    const row = serviceRow(service("ui", [container({ ports })]));
    expect(row?.description).toBe("running · :8080 · :8081 · 2 more ports · since 10:41");
  });

  test("that the files don't name says so", () => {
    expect(serviceRow(service("old", [container()], { declared: false }))?.description).toContain(
      "not in the compose files",
    );
  });

  test("spins while an action works on it, and only then", () => {
    const running = service("ui", [container()]);
    expect(serviceRow(running, { actions: [action("restart", ["ui"])] })).toMatchObject({
      description: "restarting…",
      icon: { id: "loading~spin" },
    });
    expect(serviceRow(running, { actions: [action("restart", ["other"])] })?.icon.id).toBe("play-circle");
    expect(serviceRow(running, { actions: [action("up")] })?.description).toBe("running · since 10:41");
    expect(serviceRow(service("ui"), { actions: [action("up")] })?.description).toBe("starting…");
    expect(serviceRow(service("ui"), { actions: [action("up", [], "cancelling")] })?.description).toBe(
      "cancelling…",
    );
    expect(serviceRow(service("ui"), { actions: [action("up", [], "queued")] })?.description).toBe(
      "not created",
    );
  });

  test("of which the engine has told nothing is unknown, not absent", () => {
    expect(serviceRow(service("ui"), { known: false })).toMatchObject({
      description: "state unknown",
      icon: { id: "question" },
    });
  });

  test("is read to a screen reader with its kind and its state", () => {
    expect(serviceRow(service("ui", [exited(1)]))?.accessibilityLabel).toBe("service ui, exited (1)");
  });

  test("tells menus what can be done with it", () => {
    const row = serviceRow(service("ui", [container({ ports: [PORT] })], { buildable: true }));
    expect(row?.contextValue).toBe("service running stoppable created declared buildable ports");
    expect(serviceRow(service("ui"))?.contextValue).toBe("service declared");
  });

  test.each([
    ["runs", [container()], true],
    ["keeps crashing", [container({ status: "restarting" })], true],
    ["is paused", [container({ status: "paused" })], true],
    ["has one that runs beside one that failed", [exited(1), container()], true],
    ["has ended", [exited(0)], false],
    ["has a one-off container only", [container({ oneOff: true })], false],
  ])("that %s can be stopped where that changes something, and so can its stack", (_, containers, can) => {
    const ui = service("ui", containers);
    const words = [serviceRow(ui), rowOf(stack([service("db"), ui]))].map((row) =>
      row?.contextValue.split(" "),
    );
    expect(words.map((each) => each?.includes("stoppable"))).toEqual([can, can]);
  });

  test("that keeps crashing is shown as being stopped, too", () => {
    const crashing = service("ui", [container({ status: "restarting" })]);
    expect(serviceRow(crashing, { actions: [action("stop")] })?.icon.id).toBe("loading~spin");
  });
});

describe("a stack", () => {
  const two = [service("ui", [container()]), service("db", [container()])];

  test("says how many of its services run, and in which mode where there are several", () => {
    expect(rowOf(stack(two))).toMatchObject({ description: "2 of 2 running", icon: { id: "pass-filled" } });
    const modes = [mode("dev"), mode("production")];
    expect(rowOf(stack(two, { modes, activeMode: "/w/dev.yml" }))?.description).toBe("2 of 2 running · dev");
  });

  test("looks like the worst of its services", () => {
    expect(rowOf(stack([...two, service("worker", [exited(1)])]))).toMatchObject({
      description: "2 of 3 running",
      icon: { id: "error" },
    });
    expect(rowOf(stack([...two, service("job", [exited(0)])]))?.icon.id).toBe("color-mode");
    expect(rowOf(stack([service("ui"), service("db")]))?.icon.id).toBe("circle-outline");
  });

  test("says what is being done, and that more waits", () => {
    const row = rowOf(stack(two, { actions: [action("up"), action("restart", ["ui"], "queued")] }));
    expect(row).toMatchObject({
      description: "starting… · 2 of 2 running · 1 waiting",
      icon: { id: "loading~spin" },
    });
  });

  test("with a broken compose file shows the problem as a row of its own", () => {
    const broken = stack([], { modes: [mode("dev", { problem: "services.ui must be a mapping\nline 3" })] });
    expect(rowOf(broken)).toMatchObject({ description: "compose file problem", icon: { id: "error" } });
    const [node] = childNodes([broken], { kind: "stack", stackId: "shop" });
    expect(node && presentNode(app([broken]), node, style)).toMatchObject({
      label: "Compose file problem",
      description: "services.ui must be a mapping",
      contextValue: "problem",
    });
  });
});

describe("containers", () => {
  test("stand beneath their service, one-off ones told as such", () => {
    const shop = stack([service("ui", [container({ id: "a" }), exited(0, { id: "b", oneOff: true })])]);
    const rows = childNodes([shop], { kind: "service", stackId: "shop", service: "ui" }).map((node) =>
      presentNode(app([shop]), node, style),
    );
    expect(rows.map((row) => row?.description)).toEqual(["running · since 10:41", "finished · one-off"]);
  });

  test("that are gone have no row", () => {
    const gone = { kind: "container", stackId: "shop", service: "ui", containerId: "x" } as const;
    expect(presentNode(app([stack([service("ui")])]), gone, style)).toBeUndefined();
    expect(isThere([stack([service("ui")])], gone)).toBe(false);
  });
});

test("a row is there for as long as its parent lists it", () => {
  const problem = mode("dev", { problem: "no" });
  const full = [stack([service("ui", [container({ id: "a" })])], { modes: [problem] })];
  const all = (parent?: Node): Node[] => childNodes(full, parent).flatMap((node) => [node, ...all(node)]);
  const left = (stacks: StackState[]) =>
    all()
      .filter((node) => isThere(stacks, node))
      .map(({ kind }) => kind);
  expect(left(full)).toEqual(["stack", "problem", "service", "container"]);
  expect(left([stack([service("ui")])])).toEqual(["stack", "service"]);
  expect(left([stack([])])).toEqual(["stack"]);
  expect(left([])).toEqual([]);
});

describe("a tooltip", () => {
  test("says since when, for how long, and when that was true", () => {
    const shop = stack([service("ui", [container({ id: "a", health: "healthy", ports: [PORT] })])]);
    const text = tooltip(app([shop]), { kind: "service", stackId: "shop", service: "ui" }, style);
    expect(text?.replaceAll("\\", "")).toBe(
      [
        "**ui**",
        "Current or not: unknown (it runs)",
        "shop-a-1: running · healthy, started 21 Nov 2026, 10:41:00; up 1 h 19 min at 12:00",
        "http://localhost:8080/ (port 80 inside)",
        "Image: shop:dev",
      ].join("\n\n"),
    );
  });

  test("shows names from outside letter by letter", () => {
    const image = "[click](command:evil) <img src=x> $(trash)";
    const shop = stack([service("ui", [container({ id: "a", image })])]);
    const text = tooltip(
      app([shop]),
      { kind: "container", stackId: "shop", service: "ui", containerId: "a" },
      style,
    );
    expect(text).toContain("\\[click\\]\\(command:evil\\) &lt;img src=x\\> \\$\\(trash\\)");
  });
});
