import { expect, test } from "vitest";
import {
  containerChoices,
  serviceChoices,
  stackAndServiceChoices,
  stackChoices,
  withSeparators,
} from "../../../../src/host/commands/choices.ts";
import { FITS, isRemovable } from "../../../../src/host/commands/fits.ts";
import { LOOSE_STACK_ID } from "../../../../src/shared/model.ts";
import { style } from "../plain.ts";
import { app, container, exited, mode, service, stack } from "../states.ts";

const shop = stack([
  service("api", [container()], { buildable: true, watchable: true }),
  service("db", [exited(0)]),
]);
const blog = stack([service("web", [container({ status: "paused" })], { declared: false })], {
  id: "blog",
  project: "blog",
  origin: "elsewhere",
  modes: [],
});
const loose = stack([service("redis", [container()], { declared: false })], {
  id: LOOSE_STACK_ID,
  project: LOOSE_STACK_ID,
  origin: "loose",
  modes: [],
});
const stacks = [shop, blog, loose];

type Shown = { label: string } | { separator: string };
const shown = (entries: readonly Shown[]) =>
  entries.map((entry) => ("separator" in entry ? `── ${entry.separator}` : entry.label));
const offered = (fits: keyof typeof FITS) =>
  shown(withSeparators(stackAndServiceChoices(app(stacks), FITS[fits], style)));

test("the workspace's come first, then other projects and other containers, each under its name", () => {
  expect(offered("created")).toEqual([
    "shop",
    "api",
    "db",
    "── Other projects",
    "blog",
    "web",
    "── Other containers",
    "redis",
  ]);
});

test("a command is offered where it changes something", () => {
  expect(offered("startable")).toEqual(["shop", "db"]);
  expect(offered("paused")).toEqual(["── Other projects", "blog", "web"]);
  expect(offered("running")).toEqual(["shop", "api", "── Other containers", "redis"]);
  expect(offered("buildable")).toEqual(["shop", "api"]);
});

test("without compose files nothing can be brought up, made anew or pulled", () => {
  for (const fits of ["files", "declared", "recreatable", "buildable", "watchable"] as const) {
    expect(shown(stackChoices(app(stacks), FITS[fits], style))).toEqual(["shop"]);
  }
});

test("a stack is asked about its modes, profiles and watch where it has some", () => {
  const names = (fits: keyof typeof FITS, of = shop) => shown(stackChoices(app([of]), FITS[fits], style));
  expect(names("modes")).toEqual([]);
  expect(names("modes", stack([], { modes: [mode("dev"), mode("production")] }))).toEqual(["shop"]);
  expect(names("profiles")).toEqual([]);
  expect(names("profiles", stack([], { modes: [mode("dev", { profiles: ["a"] })] }))).toEqual(["shop"]);
  const watched = stack(shop.services.slice(), { watch: { kind: "on", since: 1 } });
  expect(names("watchable")).toEqual(["shop"]);
  expect(names("watchable", watched)).toEqual([]);
  expect(names("watchable", stack([service("api", [exited(0)], { watchable: true })]))).toEqual([]);
  expect(names("watching", watched)).toEqual(["shop"]);
  expect(names("watching")).toEqual([]);
});

test("volumes outlive their containers, where somebody's files name them", () => {
  const down = stack([service("db")]);
  expect(FITS.hasVolumes.stack(down)).toBe(true);
  expect(FITS.created.stack(down)).toBe(false);
  expect(FITS.hasVolumes.stack({ ...blog, services: [] })).toBe(false);
});

test("a service says its stack's name where there are several", () => {
  const described = (of: typeof stacks) =>
    serviceChoices(app(of), FITS.anyService, style).map(({ description }) => description);
  expect(described([shop])).toEqual(["running", "finished"]);
  expect(described([shop, loose])).toEqual(["running", "finished", "running"]);
  expect(described(stacks)).toEqual(["shop · running", "shop · finished", "blog · paused", "running"]);
});

test("only what no file names, or what was made for one run, is removed alone", () => {
  const once = container({ id: "once", name: "shop-api-run", oneOff: true });
  const api = service("api", [container(), once]);
  const described = () => "running";
  expect(shown(containerChoices({ stack: shop, service: api }, isRemovable, described))).toEqual([
    "shop-api-run",
  ]);
  const [redis] = loose.services;
  if (redis === undefined) throw new Error("there is one");
  expect(containerChoices({ stack: loose, service: redis }, isRemovable, described)).toHaveLength(1);
});
