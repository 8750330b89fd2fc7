import { describe, expect, test } from "vitest";
import { childNodes, isThere, type Node, nodeId, parentNode } from "../../../../src/host/tree/nodes.ts";
import { presentNode } from "../../../../src/host/tree/present.ts";
import { EVERYTHING } from "../everything.ts";
import { style } from "../plain.ts";
import { app, container, elsewhere, exited, loose, mode, service, stack } from "../states.ts";

const { stacks } = EVERYTHING;

/** Every row with its parent, from top to bottom. */
function everyRow(parent?: Node): { node: Node; parent: Node | undefined }[] {
  return childNodes(stacks, parent).flatMap((node) => [{ node, parent }, ...everyRow(node)]);
}

describe("the tree", () => {
  test("has the workspace's stacks, and below them what else is on the engine", () => {
    expect(childNodes(stacks, undefined)).toEqual([
      { kind: "stack", stackId: "shop" },
      { kind: "group", group: "elsewhere" },
      { kind: "group", group: "loose" },
    ]);
    expect(childNodes([stack([])], undefined)).toEqual([{ kind: "stack", stackId: "shop" }]);
  });

  test("has other projects whole, and containers of no project without a row beneath", () => {
    const rows = everyRow().map(({ node }) => node);
    expect(rows).toContainEqual({
      kind: "container",
      stackId: "blog",
      service: "web",
      containerId: "blog1",
    });
    expect(childNodes(stacks, { kind: "group", group: "loose" })).toEqual([
      { kind: "service", stackId: "", service: "registry" },
      { kind: "service", stackId: "", service: "asleep" },
    ]);
    expect(childNodes(stacks, { kind: "service", stackId: "", service: "registry" })).toEqual([]);
  });

  test("finds from every row the one above it, and tells all of them apart", () => {
    const rows = everyRow();
    for (const { node, parent } of rows) expect([node, parentNode(stacks, node)]).toEqual([node, parent]);
    expect(new Set(rows.map(({ node }) => nodeId(node))).size).toBe(rows.length);
    expect(rows).toHaveLength(18);
  });
});

test("a row is there for as long as its parent lists it", () => {
  const broken = mode("dev", { problem: "no" });
  const full = [
    stack([service("ui", [container({ id: "a" })])], { modes: [broken] }),
    elsewhere("blog", []),
    loose(container({ name: "registry" })),
  ];
  const nodes: Node[] = [
    { kind: "stack", stackId: "shop" },
    { kind: "problem", stackId: "shop", modeId: broken.id },
    { kind: "service", stackId: "shop", service: "ui" },
    { kind: "container", stackId: "shop", service: "ui", containerId: "a" },
    { kind: "group", group: "elsewhere" },
    { kind: "stack", stackId: "blog" },
    { kind: "group", group: "loose" },
    { kind: "service", stackId: "", service: "registry" },
  ];
  const left = (stacks: ReturnType<typeof stack>[]) =>
    nodes.filter((node) => isThere(stacks, node)).map((node) => nodes.indexOf(node));
  expect(left(full)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(left([stack([service("ui")])])).toEqual([0, 2]);
  expect(left([stack([])])).toEqual([0]);
  expect(left([elsewhere("blog", [])])).toEqual([4, 5]);
  expect(left([])).toEqual([]);
});

describe("the groups", () => {
  const rowOf = (node: Node, all = EVERYTHING) => presentNode(all, node, style);

  test("are closed and count what is in them", () => {
    const all = app([
      stack([]),
      elsewhere("blog", [service("web", [container()]), service("db", [exited(1)])]),
      elsewhere("wiki", [service("web", [exited(1)])]),
      loose(container({ name: "registry" }), exited(137, { name: "old" }), exited(0, { name: "older" })),
    ]);
    expect(rowOf({ kind: "group", group: "elsewhere" }, all)).toMatchObject({
      label: "Other projects",
      description: "1 of 2 running",
      collapsible: "collapsed",
      icon: { id: "library" },
      accessibilityLabel: "Other projects, 1 of 2 running",
    });
    expect(rowOf({ kind: "group", group: "loose" }, all)).toMatchObject({
      label: "Other containers",
      description: "1 of 3 running",
      collapsible: "collapsed",
      icon: { id: "package" },
    });
  });

  test("keep other projects closed, and the workspace's open", () => {
    expect(rowOf({ kind: "stack", stackId: "blog" })?.collapsible).toBe("collapsed");
    expect(rowOf({ kind: "stack", stackId: "shop" })?.collapsible).toBe("expanded");
  });

  test("name a container of no project with its image", () => {
    expect(rowOf({ kind: "service", stackId: "", service: "registry" })).toMatchObject({
      label: "registry",
      description: "running · registry:2 · :8080 · since 10:41",
      collapsible: "none",
      accessibilityLabel: "container registry, running, registry:2, :8080, since 10:41",
    });
    const nameless = loose(container({ name: "x", image: `sha256:${"0123456789abcdef".repeat(4)}` }));
    expect(rowOf({ kind: "service", stackId: "", service: "x" }, app([nameless]))?.description).toBe(
      "running · 0123456789ab · since 10:41",
    );
  });

  test("are unknown while nothing is known, like everything else", () => {
    const forgotten = loose(container({ name: "x" }));
    const gone = app([
      {
        ...forgotten,
        known: false,
        services: forgotten.services.map((each) => ({ ...each, containers: [] })),
      },
    ]);
    expect(rowOf({ kind: "group", group: "loose" }, gone)?.description).toBe("state unknown");
    expect(rowOf({ kind: "service", stackId: "", service: "x" }, gone)).toMatchObject({
      label: "x",
      description: "state unknown",
      icon: { id: "question" },
    });
  });
});

/** What package.json's `viewItem =~` clauses may look for. */
test.each<[string, Node, string]>([
  [
    "a stack",
    { kind: "stack", stackId: "shop" },
    "stack workspace stoppable stopped created files modes buildable profiles watchable watching running paused",
  ],
  ["another project", { kind: "stack", stackId: "blog" }, "stack elsewhere stoppable created running"],
  ["other projects", { kind: "group", group: "elsewhere" }, "group elsewhere"],
  ["other containers", { kind: "group", group: "loose" }, "group loose"],
  [
    "a service",
    { kind: "service", stackId: "shop", service: "ui" },
    "service running stoppable stopped created declared buildable ports",
  ],
  [
    "a paused service",
    { kind: "service", stackId: "shop", service: "api" },
    "service stoppable created declared paused",
  ],
  [
    "a service of an inactive profile",
    { kind: "service", stackId: "shop", service: "debug" },
    "service created declared inactive",
  ],
  [
    "a service that the files don't name",
    { kind: "service", stackId: "shop", service: "old" },
    "service running stoppable created",
  ],
  [
    "a container of no project",
    { kind: "service", stackId: "", service: "registry" },
    "service running stoppable created ports loose container",
  ],
  [
    "a container",
    { kind: "container", stackId: "shop", service: "ui", containerId: "ui1" },
    "container running ports",
  ],
  [
    "a one-off container",
    { kind: "container", stackId: "shop", service: "debug", containerId: "debug1" },
    "container running oneOff",
  ],
  [
    "a paused container",
    { kind: "container", stackId: "shop", service: "api", containerId: "api1" },
    "container paused",
  ],
  ["a compose file problem", { kind: "problem", stackId: "shop", modeId: "/w/dev.yml" }, "problem"],
])("menus can tell %s by its words", (_, node, words) => {
  expect(presentNode(EVERYTHING, node, style)?.contextValue).toBe(words);
});
