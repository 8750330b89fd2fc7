import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { COMMANDS } from "../../../src/host/commands/commandIds.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

const Item = z.object({ command: z.string(), when: z.string(), group: z.optional(z.string()) });
const Submenu = z.object({ submenu: z.string(), when: z.string(), group: z.string() });
const Manifest = z.object({
  main: z.string(),
  icon: z.string(),
  activationEvents: z.array(z.string()),
  contributes: z.object({
    commands: z.array(
      z.object({
        command: z.string(),
        title: z.string(),
        category: z.string(),
        enablement: z.optional(z.string()),
        icon: z.optional(z.string()),
      }),
    ),
    menus: z.record(z.string(), z.array(z.union([Item, Submenu]))),
    submenus: z.array(z.object({ id: z.string(), label: z.string() })),
    viewsWelcome: z.array(z.object({ view: z.string(), contents: z.string(), when: z.string() })),
    configuration: z.object({ properties: z.record(z.string(), z.looseObject({ order: z.number() })) }),
    walkthroughs: z.array(
      z.object({
        steps: z.array(
          z.object({
            completionEvents: z.array(z.string()),
            media: z.object({ svg: z.string(), altText: z.string() }),
          }),
        ),
      }),
    ),
  }),
  capabilities: z.object({
    untrustedWorkspaces: z.object({ restrictedConfigurations: z.array(z.string()) }),
  }),
});

const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");
const manifest = Manifest.parse(JSON.parse(read("package.json")));
const texts = z.record(z.string(), z.string()).parse(JSON.parse(read("package.nls.json")));
const { contributes } = manifest;
const itemsOf = (menu: string) =>
  (contributes.menus[menu] ?? []).flatMap((item) => ("command" in item ? [item] : []));

test("package.json has the commands of the table, and no others", () => {
  expect(contributes.commands.map(({ command }) => command).sort()).toEqual(Object.keys(COMMANDS).sort());
});

test("commands that act need somebody to act on", () => {
  for (const [id, { acts }] of Object.entries(COMMANDS)) {
    const entry = contributes.commands.find(({ command }) => command === id);
    expect([id, entry?.enablement]).toEqual([id, acts ? "devloop.canAct" : undefined]);
  }
});

test("the palette offers a command always, never, or as the table's clause says", () => {
  for (const [id, { palette }] of Object.entries(COMMANDS)) {
    const whens = itemsOf("commandPalette").filter(({ command }) => command === id);
    const wanted = palette === true ? [] : [palette === false ? "false" : palette];
    expect([id, ...whens.map(({ when }) => when)]).toEqual([id, ...wanted]);
  }
});

test("menus name commands that there are, with an icon where they stand in a row", () => {
  for (const item of Object.keys(contributes.menus).flatMap(itemsOf)) {
    expect(Object.keys(COMMANDS)).toContain(item.command);
    const command = contributes.commands.find((candidate) => candidate.command === item.command);
    if (/^(inline|navigation)/.test(item.group ?? ""))
      expect([item.command, typeof command?.icon]).toEqual([item.command, "string"]);
  }
});

test("each submenu is in a menu, and has entries", () => {
  const named = Object.values(contributes.menus)
    .flat()
    .flatMap((item) => ("submenu" in item ? [item.submenu] : []));
  for (const { id } of contributes.submenus) {
    expect(named).toContain(id);
    expect(itemsOf(id).length).toBeGreaterThan(0);
  }
});

test("every text that is named is written, and every one that is written is named", () => {
  const named = [...read("package.json").matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
  expect([...new Set(named)].sort()).toEqual(Object.keys(texts).sort());
});

test("titles have no prefix and are written like sentences", () => {
  for (const { title, category } of contributes.commands) {
    const text = texts[title.slice(1, -1)] ?? "";
    expect(texts[category.slice(1, -1)]).toBe("Dev Loop");
    expect(text).toMatch(/^[A-Z][^:]*$/);
    expect(text.replace(/Dev Loop|Docker|would Up/, "").slice(1)).not.toMatch(/ [A-Z]/);
  }
});

test("links in welcome and walkthrough texts run commands of ours or of VS Code's own", () => {
  const linked = Object.values(texts).flatMap((text) =>
    [...text.matchAll(/\(command:([\w.]+)/g)].map(([, id]) => id),
  );
  for (const id of linked) {
    if (id?.startsWith("devloop.")) expect(Object.keys(COMMANDS)).toContain(id);
    else expect(id).toMatch(/^(vscode|workbench)\./);
  }
});

test("a workspace that is not trusted sets nothing that names a program or an address", () => {
  expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(
    Object.keys(contributes.configuration.properties),
  );
});

test("the walkthrough has at most five steps, each with an end and a picture that is there", () => {
  for (const { steps } of contributes.walkthroughs) {
    expect(steps.length).toBeLessThanOrEqual(5);
    for (const { completionEvents, media } of steps) {
      expect(completionEvents.length).toBeGreaterThan(0);
      expect(read(media.svg)).toMatch(/^<svg /);
    }
  }
});

test("nothing is activated before a compose file or a view asks for it", () => {
  for (const event of manifest.activationEvents) expect(event).toMatch(/^workspaceContains:/);
});

test("the icon is a PNG of at least 128 pixels each way", () => {
  const png = readFileSync(path.join(ROOT, manifest.icon));
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(128);
  expect(png.readUInt32BE(20)).toBeGreaterThanOrEqual(128);
});
