import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { childNodes, type Node } from "../../../src/host/tree/nodes.ts";
import { presentNode } from "../../../src/host/tree/present.ts";
import { LOOSE_STACK_ID, type StackState } from "../../../src/shared/model.ts";
import { style } from "./plain.ts";
import { app, container, exited, mode, service, stack } from "./states.ts";

const Entry = z.object({
  command: z.optional(z.string()),
  submenu: z.optional(z.string()),
  when: z.string(),
  group: z.string(),
});
const Manifest = z.object({
  contributes: z.object({
    menus: z.object({ "view/item/context": z.array(Entry), "devloop.buildMenu": z.array(Entry) }),
  }),
});
const file = path.resolve(import.meta.dirname, "../../../package.json");
const { menus } = Manifest.parse(JSON.parse(readFileSync(file, "utf8"))).contributes;
const items = Object.values(menus)
  .flat()
  .map(({ command, submenu, when, group }) => {
    const pattern = /^view == devloop\.stacks && viewItem =~ \/(.+)\/$/.exec(when)?.[1];
    if (pattern === undefined) throw new Error(`not as the others: ${when}`);
    const name = (command ?? submenu ?? "").replace("devloop.", "");
    return { command: name, inline: group.startsWith("inline"), pattern };
  });

const ports = [{ address: "0.0.0.0", published: 8080, target: 80, protocol: "tcp" }];
const shop = stack(
  [
    service("api", [container({ ports }), exited(0)], { buildable: true, watchable: true }),
    service("db", [container({ status: "paused" })]),
    service("ui", [container({ id: "once", oneOff: true })]),
    service("left", [exited(0)], { declared: false }),
    service("debug", [], { inactiveProfiles: ["debug"] }),
  ],
  { modes: [mode("dev", { problem: "no", profiles: ["debug"] }), mode("production")] },
);
const watched = stack(shop.services.slice(0, 1), { id: "watched", watch: { kind: "on", since: 1 } });
const blog = stack([service("web", [container()], { declared: false })], {
  id: "blog",
  origin: "elsewhere",
  modes: [],
});
const loose = stack([service("redis", [container({ ports })], { declared: false })], {
  id: LOOSE_STACK_ID,
  project: LOOSE_STACK_ID,
  origin: "loose",
  modes: [],
});
const stacks: StackState[] = [shop, watched, blog, loose];

const all = (parent?: Node): Node[] => childNodes(stacks, parent).flatMap((node) => [node, ...all(node)]);
const rows = all().map((node) => ({
  node,
  words: presentNode(app(stacks), node, style)?.contextValue ?? "",
}));

function offered(node: Node, inline = false): string[] {
  const row = rows.find((each) => JSON.stringify(each.node) === JSON.stringify(node));
  if (row === undefined) throw new Error(`no such row: ${JSON.stringify(node)}`);
  return items
    .filter((item) => item.inline === inline && new RegExp(item.pattern).test(row.words))
    .map(({ command }) => command);
}

const stackRow = (stackId: string): Node => ({ kind: "stack", stackId });
const serviceRow = (stackId: string, name: string): Node => ({ kind: "service", stackId, service: name });

test("each entry is on some row", () => {
  const idle = items.filter(({ pattern }) => !rows.some(({ words }) => new RegExp(pattern).test(words)));
  expect(idle).toEqual([]);
});

test("no row has more than three buttons, and no entry twice", () => {
  for (const { node } of rows) {
    expect(offered(node, true).length).toBeLessThanOrEqual(3);
    const entries = offered(node);
    expect(entries).toEqual([...new Set(entries)]);
  }
});

test("a stack of the workspace has all that can be done with it", () => {
  const entries = offered(stackRow("shop"));
  expect(entries).toEqual(expect.arrayContaining(["up", "upBuild", "upWait", "planUp", "recreate", "pull"]));
  expect(entries).toEqual(expect.arrayContaining(["chooseMode", "chooseProfiles", "down", "downVolumes"]));
  expect(entries).toEqual(expect.arrayContaining(["pause", "unpause", "kill", "stop"]));
  expect(entries).not.toContain("remove");
});

test("a stack is offered to be started where one of its containers is stopped", () => {
  expect(offered(stackRow("shop"))).toContain("start");
  expect(offered(stackRow("blog"))).not.toContain("start");
});

test("what is built here is built by its rows; a mode is chosen for a stack, and bytes are compared in containers", () => {
  const building = ["buildMenu", "build", "buildNoCache", "buildStamped", "showBuildOutput", "buildHistory"];
  expect(offered(stackRow("shop"))).toEqual(expect.arrayContaining([...building, "buildMode"]));
  expect(offered(stackRow("watched"))).not.toContain("buildMode");
  expect(offered(stackRow("shop"))).not.toContain("verifyBytes");
  expect(offered(serviceRow("shop", "api"))).toEqual(expect.arrayContaining([...building, "verifyBytes"]));
  for (const name of [...building, "verifyBytes"])
    expect(offered(serviceRow("shop", "db"))).not.toContain(name);
});

test("compose watch is turned on or off, whichever changes something", () => {
  const watching = (id: string) => offered(stackRow(id)).filter((command) => command.startsWith("watch"));
  expect(watching("shop")).toEqual(["watchOn"]);
  expect(watching("watched")).toEqual(["watchOff"]);
});

test("a project whose files are not known can be stopped and taken down, not brought up", () => {
  const entries = offered(stackRow("blog"));
  expect(entries).toEqual(expect.arrayContaining(["stop", "restart", "down"]));
  for (const needsFiles of ["up", "recreate", "rebuild", "pull", "planUp", "openComposeFile"]) {
    expect(entries).not.toContain(needsFiles);
  }
  expect(offered(stackRow("blog"), true)).toEqual(["restart", "down"]);
});

test("what the compose files do not name can be removed alone, what they name can't", () => {
  expect(offered(serviceRow("shop", "left"))).toContain("remove");
  expect(offered(serviceRow(LOOSE_STACK_ID, "redis"))).toContain("remove");
  expect(offered(serviceRow("shop", "api"))).not.toContain("remove");
  const once: Node = { kind: "container", stackId: "shop", service: "ui", containerId: "once" };
  expect(offered(once)).toContain("remove");
});

test("a container of no stack is offered what needs no compose file", () => {
  const entries = offered(serviceRow(LOOSE_STACK_ID, "redis"));
  expect(entries).toEqual(expect.arrayContaining(["stop", "restart", "pause", "shell", "inspect", "copyId"]));
  expect(entries).not.toContain("revealService");
  expect(entries).not.toContain("recreate");
});

test("a service of an inactive profile can be started by itself", () => {
  expect(offered(serviceRow("shop", "debug"))).toEqual(expect.arrayContaining(["up", "revealService"]));
  expect(offered(serviceRow("shop", "debug"))).not.toContain("restart");
});
