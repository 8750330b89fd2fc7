import { expect, test } from "vitest";
import {
  asksBeforeRemoval,
  collisionQuestion,
  downElsewhereQuestion,
  downVolumesQuestion,
  removeQuestion,
  switchQuestion,
} from "../../../../src/host/commands/questions.ts";
import type { PlannedService, UpPlan } from "../../../../src/shared/protocol.ts";
import { plain } from "../plain.ts";
import { container, exited, mode, stack } from "../states.ts";

const production = mode("production");
const shop = stack([], { modes: [mode("dev"), production] });
const blog = stack([], { id: "blog", project: "blog", origin: "elsewhere" });

const planned = (service: string, change: PlannedService["change"]): PlannedService => ({
  service,
  change,
  builds: false,
  reasons: [],
});
const plan = (services: PlannedService[], orphans: string[] = []): UpPlan => ({
  services,
  orphans,
  removesOrphans: true,
  source: "dry run",
});

test("down with volumes names the loss", () => {
  const { message, detail, yes } = downVolumesQuestion(shop, plain);
  expect(message).toBe("Take shop down and delete its volumes?");
  expect(detail).toMatch(/databases.*can't be undone/);
  expect(yes).toBe("Delete Volumes");
  expect(downVolumesQuestion(blog, plain).detail).toMatch(/^blog is not in this workspace.*can't be undone/);
});

test("another project's end is asked about: it can't be brought up again from here", () => {
  expect(downElsewhereQuestion(blog, plain)).toEqual({
    message: "Take blog down?",
    detail:
      "blog is not in this workspace, and can't be brought up again from here. Its containers are removed, volumes stay.",
    yes: "Take Down",
  });
});

test("a switch says what it makes anew, creates and removes", () => {
  const services = [
    planned("api", "recreate"),
    planned("db", "none"),
    planned("cdn", "create"),
    planned("ui", "recreate"),
  ];
  expect(switchQuestion(shop, production, plan(services, ["debugger"]), plain)).toEqual({
    message: "Switch shop to production?",
    detail: [
      "Made anew: api, ui",
      "Created: cdn",
      "Removed, because production does not name them: debugger",
      "Volumes stay.",
    ].join("\n"),
    yes: "Switch",
  });
});

test("a switch that takes nothing away asks nothing", () => {
  const services = [planned("db", "none"), planned("cdn", "create"), planned("api", "start")];
  expect(switchQuestion(shop, production, plan(services), plain)).toBeUndefined();
  expect(switchQuestion(shop, production, plan(services, ["old"]), plain)).toBeDefined();
});

test("a switch says nothing of the removal of what it leaves alone", () => {
  const left = { ...plan([planned("db", "none")], ["theirs"]), removesOrphans: false };
  expect(switchQuestion(shop, production, left, plain)).toBeUndefined();
  const anew = { ...left, services: [planned("api", "recreate")] };
  expect(switchQuestion(shop, production, anew, plain)?.detail).not.toContain("theirs");
});

test("a container is asked about before it is removed where it runs, or is another project's", () => {
  expect(asksBeforeRemoval(exited(0), shop)).toBe(false);
  expect(asksBeforeRemoval(container({ status: "created" }), shop)).toBe(false);
  for (const status of ["running", "paused", "restarting"] as const) {
    expect(asksBeforeRemoval(container({ status }), shop)).toBe(true);
  }
  expect(asksBeforeRemoval(exited(0), blog)).toBe(true);
  expect(removeQuestion(container({ name: "shop-old-1" }), shop, plain).message).toBe(
    "Stop and remove shop-old-1?",
  );
  expect(removeQuestion(exited(0, { name: "web" }), blog, plain)).toMatchObject({
    message: "Remove web?",
    detail: expect.stringContaining("belongs to blog"),
  });
});

test("a shared name is told with the folders, and can be accepted for good", () => {
  const { message, detail, always } = collisionQuestion({ ...shop, collidesWith: ["/a", "/b"] }, plain);
  expect(message).toContain("shop");
  expect(detail).toContain("They were made from /a, /b.");
  expect(detail).toContain("COMPOSE_PROJECT_NAME");
  expect(always).toBeDefined();
});
