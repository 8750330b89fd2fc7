import { describe, expect, test } from "vitest";
import { countAttention } from "../../../../src/host/status/stackStatus.ts";
import { childNodes, isThere } from "../../../../src/host/tree/nodes.ts";
import { presentNode } from "../../../../src/host/tree/present.ts";
import type { ActionState, ContainerState, ServiceState, StackState } from "../../../../src/shared/model.ts";
import { NOON, style } from "../plain.ts";
import { app, container, elsewhere, exited, failedReload, mode, reload, service, stack } from "../states.ts";

const PORT = { address: "0.0.0.0", published: 8080, target: 80, protocol: "tcp" };
const rowOf = (of: StackState) => presentNode(app([of]), { kind: "stack", stackId: of.id }, style);
const serviceRow = (of: ServiceState, changes: Partial<StackState> = {}) =>
  presentNode(app([stack([of], changes)]), { kind: "service", stackId: "shop", service: of.name }, style);
const rowIn = (services: ServiceState[], name: string) =>
  presentNode(app([stack(services)]), { kind: "service", stackId: "shop", service: name }, style);
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
    [
      "with a one-off container only",
      [container({ oneOff: true })],
      "not created · 1 one-off",
      "circle-outline",
    ],
    ["that was made and not started", [container({ status: "created" })], "not started", "circle-outline"],
    ["that Docker could not remove", [container({ status: "dead" })], "dead", "error"],
    ["that is being removed", [container({ status: "removing" })], "being removed", "trash"],
    [
      "that was edited since",
      [container({ health: "healthy", drift: "edited" })],
      "running · healthy · edited since it was made · since 10:41",
      "edit",
    ],
    [
      "whose image is newer",
      [container({ drift: "rebuilt" })],
      "running · image is newer · since 10:41",
      "arrow-circle-up",
    ],
    [
      "that failed, and was edited since",
      [exited(1, { drift: "edited" })],
      "exited (1) · edited since it was made",
      "error",
    ],
    [
      "with replicas of which one is missing",
      [container(), container(), container({ status: "created" })],
      "2 of 3 running · since 10:41",
      "circle-outline",
    ],
    [
      "with replicas that are all paused",
      [container({ status: "paused" }), container({ status: "paused" })],
      "0 of 2 running · paused",
      "debug-pause",
    ],
    [
      "with replicas of which one was edited since",
      [container(), container({ drift: "edited" })],
      "2 of 2 running · edited since it was made · since 10:41",
      "edit",
    ],
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
    const old = service("old", [container()], { declared: false });
    expect(rowIn([service("ui"), old], "old")?.description).toBe(
      "running · not in the compose files · since 10:41",
    );
  });

  test("is no orphan where Compose has not told what the files declare", () => {
    const old = service("old", [container()], { declared: false });
    expect(rowIn([old], "old")?.description).toBe("running · since 10:41");
    const made = elsewhere("blog", [old]);
    expect(
      presentNode(app([made]), { kind: "service", stackId: "blog", service: "old" }, style)?.description,
    ).toBe("running · since 10:41");
  });

  test("of an inactive profile is not missing, and says which one it is", () => {
    const debug = (...containers: ContainerState[]) =>
      service("debug", containers, { inactiveProfiles: ["debug"] });
    expect(serviceRow(debug())).toMatchObject({
      description: "profile debug is not active",
      icon: { id: "circle-slash", color: "disabledForeground" },
      accessibilityLabel: "service debug, profile debug is not active",
    });
    const two = service("debug", [], { inactiveProfiles: ["debug", "tools"] });
    expect(serviceRow(two)?.description).toBe("profiles debug, tools are not active");
    expect(serviceRow(debug(container()))).toMatchObject({
      description: "running · profile debug is not active · since 10:41",
      icon: { id: "play-circle" },
    });
    expect(serviceRow(debug(container({ oneOff: true })))?.description).toBe(
      "profile debug is not active · 1 one-off",
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

  test.each<[ActionState["kind"], ServiceState, boolean]>([
    ["up", service("ui", [], { inactiveProfiles: ["debug"] }), false],
    ["rebuild", service("ui", [], { buildable: true, inactiveProfiles: ["debug"] }), false],
    ["recreate", service("ui", [container()]), true],
    ["recreate", service("ui", [container()], { declared: false }), false],
    ["pull", service("ui"), true],
    ["pull", service("ui", [], { buildable: true }), false],
    ["kill", service("ui", [container()]), true],
    ["kill", service("ui", [exited(0)]), false],
    ["pause", service("ui", [container()]), true],
    ["pause", service("ui", [container({ status: "paused" })]), false],
    ["unpause", service("ui", [container({ status: "paused" })]), true],
    ["unpause", service("ui", [container()]), false],
    ["start", service("ui", [exited(0)]), true],
    ["start", service("ui"), false],
  ])("spins while the whole stack is in a %s that does something about it", (kind, ui, spins) => {
    expect(serviceRow(ui, { actions: [action(kind)] })?.icon.id === "loading~spin").toBe(spins);
  });

  test("keeps its ports and its start in sight while it compiles: its container runs on", () => {
    const compiling = reload({ phase: { kind: "compiling", since: NOON, waitsForLock: false } });
    expect(serviceRow(service("ui", [container({ ports: [PORT] })], { reload: compiling }))).toMatchObject({
      description: "compiling · :8080 · since 10:41",
      icon: { id: "sync~spin" },
      accessibilityLabel: "service ui, compiling, :8080, since 10:41",
    });
  });

  test("whose build has failed gives its stack the icon, and leaves its container's row as it was", () => {
    const shop = stack([service("ui", [container({ id: "a" })], { reload: failedReload() })]);
    expect(rowOf(shop)).toMatchObject({ description: "1 of 1 running", icon: { id: "error" } });
    const own = { kind: "container", stackId: "shop", service: "ui", containerId: "a" } as const;
    expect(presentNode(app([shop]), own, style)?.description).toBe("running · since 10:41");
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

  test("says which profiles were chosen, that it is watched, and who else uses its name", () => {
    expect(
      rowOf(
        stack(two, {
          chosenProfiles: ["debug", "tools"],
          watch: { kind: "on", since: NOON },
          collidesWith: ["/home/me/other/shop"],
        }),
      ),
    ).toMatchObject({
      description: "2 of 2 running · profiles: debug, tools · watching · also used by ~/other/shop",
      icon: { id: "warning" },
    });
    expect(rowOf(stack(two, { chosenProfiles: [] }))?.description).toBe("2 of 2 running · no profiles");
    expect(rowOf(stack(two, { collidesWith: ["/srv/a", "/srv/b", "/srv/c"] }))?.description).toBe(
      "2 of 2 running · also used by /srv/a and 2 more",
    );
  });

  test("says that watching has ended by itself", () => {
    expect(rowOf(stack(two, { watch: { kind: "failed", reason: "It ended." } }))).toMatchObject({
      description: "2 of 2 running · watch failed",
      icon: { id: "warning" },
    });
  });

  test("counts what Up would make anew, which is no fault", () => {
    const drifted = service("api", [container({ drift: "edited" })]);
    expect(rowOf(stack([...two, drifted]))).toMatchObject({
      description: "3 of 3 running · Up would recreate 1",
      icon: { id: "pass-filled" },
    });
    expect(countAttention(app([stack([drifted])]), style)).toBe(0);
    // There is no Up without files.
    expect(rowOf(elsewhere("blog", [drifted]))?.description).toBe("1 of 1 running");
  });

  test("says none, some or all, whether it is open or not", () => {
    const debug = service("debug", [], { inactiveProfiles: ["debug"] });
    const paused = service("ui", [container({ status: "paused" })]);
    const shown = (...services: ServiceState[]) => {
      const row = rowOf(stack(services));
      return [row?.description, row?.icon.id];
    };
    expect(shown(...two, debug)).toEqual(["2 of 2 running", "pass-filled"]);
    expect(shown(...two, service("api"))).toEqual(["2 of 3 running", "color-mode"]);
    expect(shown(service("api"))).toEqual(["0 of 1 running", "circle-outline"]);
    expect(shown(...two, paused)).toEqual(["2 of 3 running · 1 paused", "color-mode"]);
    expect(shown(paused)).toEqual(["0 of 1 running · 1 paused", "debug-pause"]);
    expect(shown(debug)).toEqual(["no profile is active", "circle-outline"]);
    expect(shown()).toEqual(["no services", "circle-outline"]);
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

  test("of several modes says which one it is in, and that none is chosen", () => {
    const modes = [mode("dev"), mode("prod")];
    expect(rowOf(stack(two, { modes, activeMode: "/w/prod.yml" }))?.description).toBe(
      "2 of 2 running · prod",
    );
    expect(rowOf(stack(two, { modes }))?.description).toBe("2 of 2 running · no mode chosen");
  });

  test("whose compose files are broken needs attention, once for each set that matters", () => {
    const broken = (label: string) => mode(label, { problem: "no" });
    const failed = service("ui", [exited(1)]);
    expect(countAttention(app([stack([failed], { modes: [broken("dev")] })]), style)).toBe(2);
    expect(countAttention(app([stack([], { modes: [broken("dev"), mode("prod")] })]), style)).toBe(1);
    const unused = stack([], { modes: [broken("dev"), mode("prod")], activeMode: "/w/prod.yml" });
    expect(countAttention(app([unused]), style)).toBe(0);
  });

  test("with a problem at a known place tells the fault first, and no path", () => {
    const problemPlace = { file: "/w/dev.yml", line: 3, column: 5 };
    const dev = mode("dev", { problem: "/w/dev.yml: services.ui must be a mapping", problemPlace });
    const broken = stack([], { modes: [dev, mode("prod")], activeMode: dev.id });
    const [node] = childNodes([broken], { kind: "stack", stackId: "shop" });
    expect(node && presentNode(app([broken]), node, style)?.description).toBe(
      "services.ui must be a mapping · dev",
    );
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
