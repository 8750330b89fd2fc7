import { describe, expect, test } from "vitest";
import { changedNodes } from "../../../../src/host/tree/changes.ts";
import type { BuildBrief } from "../../../../src/shared/builds.ts";
import type { AppState, ReloadState } from "../../../../src/shared/model.ts";
import { diff, share } from "../../../../src/shared/patch.ts";
import { style } from "../plain.ts";
import {
  app,
  build,
  builds,
  container,
  elsewhere,
  exited,
  failedBuild,
  liveBuild,
  loose,
  reload,
  service,
  stack,
  UNREACHABLE,
} from "../states.ts";

const running = (id: string) => container({ id });
const CONNECTED = {
  kind: "connected",
  endpoint: { source: "default socket", host: "unix:///var/run/docker.sock" },
  version: "29.0.0",
} as const;
const before = app([stack([service("ui", [running("a")]), service("db", [running("b")])])]);

function changes(previous: AppState, next: AppState) {
  const shared = share(previous, next);
  return changedNodes(previous, shared, diff(previous, shared), style);
}

test("a service that changes is drawn again, its neighbours are not", () => {
  const next = app([
    stack([service("ui", [container({ id: "a", health: "unhealthy" })]), service("db", [running("b")])]),
  ]);
  expect(changes(before, next)).toEqual([
    { kind: "stack", stackId: "shop" },
    { kind: "service", stackId: "shop", service: "ui" },
  ]);
});

test("a stack's count that stays the same is not drawn again", () => {
  const next = app([
    stack([service("ui", [container({ id: "a", health: "healthy" })]), service("db", [running("b")])]),
  ]);
  expect(changes(before, next)).toEqual([{ kind: "service", stackId: "shop", service: "ui" }]);
});

test("what no row shows draws nothing", () => {
  const next = app([
    stack([service("ui", [container({ id: "a", imageId: "sha256:2" })]), service("db", [running("b")])]),
  ]);
  expect(changes(before, next)).toEqual([]);
});

test("a reload is drawn at its service where its words change, and nowhere for its evidence alone", () => {
  const told = (state: ReloadState) =>
    app([stack([service("ui", [running("a")], { reload: state }), service("db", [running("b")])])]);
  const compiling = reload({ phase: { kind: "compiling", since: 1, waitsForLock: false } });
  const later = { ...compiling, evidence: { text: "Compiling serde", at: 2 } };
  expect(changes(before, told(compiling))).toEqual([{ kind: "service", stackId: "shop", service: "ui" }]);
  expect(changes(told(compiling), told(later))).toEqual([]);
});

test("a container that is made anew is drawn, though its service looks the same", () => {
  const next = app([stack([service("ui", [running("c")]), service("db", [running("b")])])]);
  expect(changes(before, next)).toEqual([{ kind: "service", stackId: "shop", service: "ui" }]);
});

test("a stack's action is drawn at the services that it touches", () => {
  const stopped = app([stack([service("ui", [exited(0, { id: "a" })]), service("db", [running("b")])])]);
  const next = app([
    stack([service("ui", [exited(0, { id: "a" })]), service("db", [running("b")])], {
      actions: [{ kind: "up", services: [], phase: "running", since: 0 }],
    }),
  ]);
  expect(changes(stopped, next)).toEqual([
    { kind: "stack", stackId: "shop" },
    { kind: "service", stackId: "shop", service: "ui" },
  ]);
});

test("stacks that come and go draw everything", () => {
  expect(changes(before, app([]))).toBe("everything");
  expect(changes(app([]), before)).toBe("everything");
});

test("an engine that goes away makes every row unknown", () => {
  const next = app([stack([service("ui"), service("db")], { known: false })], { engine: UNREACHABLE });
  expect(changes(before, next)).toHaveLength(3);
});

describe("what is not the workspace's", () => {
  const shop = stack([service("ui", [running("a")])]);
  const blog = elsewhere("blog", [service("web", [running("w")])]);
  const GROUP = { kind: "group", group: "elsewhere" } as const;

  test("draws everything when a group comes or goes", () => {
    expect(changes(app([shop]), app([shop, blog]))).toBe("everything");
    expect(changes(app([shop, blog]), app([shop]))).toBe("everything");
    expect(changes(app([shop]), app([shop, loose(running("x"))]))).toBe("everything");
  });

  test("draws its group when a project comes or goes, and no stack of the workspace", () => {
    const two = app([shop, blog, elsewhere("wiki", [])]);
    expect(changes(app([shop, blog]), two)).toEqual([GROUP, { kind: "stack", stackId: "wiki" }]);
    expect(changes(two, app([shop, blog]))).toEqual([GROUP, { kind: "stack", stackId: "wiki" }]);
  });

  test("draws its group, its stack and its service when something ends there", () => {
    const stopped = elsewhere("blog", [service("web", [exited(0, { id: "w" })])]);
    expect(changes(app([shop, blog]), app([shop, stopped]))).toEqual([
      GROUP,
      { kind: "stack", stackId: "blog" },
      { kind: "service", stackId: "blog", service: "web" },
    ]);
  });

  test("draws everything when a project turns out to be the workspace's own", () => {
    expect(changes(app([shop, blog]), app([{ ...blog, origin: "workspace" }, shop]))).toBe("everything");
  });

  test("draws one row of the containers of no project, and the group where the count changes", () => {
    const before = app([loose(running("x"), running("y"))]);
    const sick = app([loose(running("x"), container({ id: "y", health: "unhealthy" }))]);
    expect(changes(before, sick)).toEqual([{ kind: "service", stackId: "", service: "shop-y-1" }]);
    const ended = app([loose(running("x"), exited(0, { id: "y" }))]);
    expect(changes(before, ended)).toEqual([
      { kind: "group", group: "loose" },
      { kind: "service", stackId: "", service: "shop-y-1" },
    ]);
  });
});

test("what the engine says of itself is shown by no row", () => {
  expect(changes(before, { ...before, engine: { ...CONNECTED, waiting: 3 } })).toEqual([]);
});

test("an orphan is drawn again when Compose tells what the files declare", () => {
  const old = service("old", [running("o")], { declared: false });
  const told = app([stack([old, service("ui")])]);
  expect(changes(app([stack([old])]), told)).toContainEqual({
    kind: "service",
    stackId: "shop",
    service: "old",
  });
});

test("one change among a thousand has a few rows presented, not all", () => {
  const thousand = Array.from({ length: 1_000 }, (_, index) => running(`c${index}`));
  const from = app([stack([service("ui", [running("a")])]), loose(...thousand)]);
  const to = share(
    from,
    app([
      stack([service("ui", [running("a")])]),
      loose(
        ...thousand.map((each, index) => (index === 500 ? { ...each, health: "unhealthy" as const } : each)),
      ),
    ]),
  );
  const patches = diff(from, to);
  // A row has words of its own: whoever presents one has them translated.
  let translated = 0;
  const counting = {
    ...style,
    t: (...args: Parameters<typeof style.t>) => {
      translated++;
      return style.t(...args);
    },
  };
  expect(changedNodes(from, to, patches, counting)).toHaveLength(1);
  expect(translated).toBeGreaterThan(0);
  expect(translated).toBeLessThan(100);
});

test("a build that goes on draws its service again, and its stack where that counts it", () => {
  const shop = [stack([service("ui", [running("a")]), service("db", [running("b")])])];
  const live = liveBuild({ services: ["ui"] });
  const [idle, begun, further] = [[], [live], [{ ...live, done: 6 }]].map((each) =>
    app(shop, { builds: builds({ live: each }) }),
  );
  if (idle === undefined || begun === undefined || further === undefined) throw new Error("no states");
  const ui = { kind: "service", stackId: "shop", service: "ui" };
  expect(changes(idle, begun)).toEqual([{ kind: "stack", stackId: "shop" }, ui]);
  expect(changes(begun, further)).toEqual([ui]);
  expect(changes(further, idle)).toEqual([{ kind: "stack", stackId: "shop" }, ui]);
});

test("a build that ended draws its services again where it says something of them, and nobody else's", () => {
  const shop = [stack([service("ui", [running("a")]), service("db", [running("b")])])];
  const of = (last: BuildBrief[]) => app(shop, { builds: builds({ last }) });
  const failed = failedBuild({ services: ["ui"] });
  expect(changes(of([]), of([failed]))).toContainEqual({ kind: "service", stackId: "shop", service: "ui" });
  expect(changes(of([]), of([build({ services: ["ui"] })]))).toEqual([]);
  expect(changes(of([]), of([{ ...failed, stack: "blog" }]))).toEqual([]);
});
