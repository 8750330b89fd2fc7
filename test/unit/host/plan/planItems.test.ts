import { expect, test } from "vitest";
import {
  changesNothing,
  nothingText,
  planItems,
  planSource,
  planTitle,
} from "../../../../src/host/plan/planItems.ts";
import type { PlannedService, UpPlan } from "../../../../src/shared/protocol.ts";
import { plain } from "../plain.ts";
import { stack } from "../states.ts";

const planned = (service: string, changes: Partial<PlannedService> = {}): PlannedService => ({
  service,
  change: "none",
  builds: false,
  reasons: [],
  ...changes,
});
const plan = (services: PlannedService[], orphans: string[] = []): UpPlan => ({
  services,
  orphans,
  removesOrphans: true,
  source: "dry run",
});

const busy = plan(
  [
    planned("db"),
    planned("api", { change: "recreate", reasons: ["The environment was edited.", "The image is newer."] }),
    planned("ui", { change: "create", builds: true }),
    planned("jobs", { change: "start" }),
  ],
  ["old"],
);

test("Up itself comes first, then what changes, what stays, and what is left alone", () => {
  expect(planItems(busy, plain)).toEqual([
    { label: "$(play) Up now", description: "1 to create, 1 to recreate, 1 to start", value: { kind: "up" } },
    {
      label: "$(sync) api",
      description: "recreate: a new container takes its place",
      detail: "The environment was edited. The image is newer.",
      value: { kind: "service", service: "api" },
    },
    {
      label: "$(add) ui",
      description: "create · builds its image first",
      value: { kind: "service", service: "ui" },
    },
    { label: "$(debug-start) jobs", description: "start", value: { kind: "service", service: "jobs" } },
    { label: "$(check) db", description: "leave as it is", value: { kind: "service", service: "db" } },
    {
      label: "$(question) old",
      description: "left alone: the compose files do not name it",
      value: { kind: "orphan", service: "old" },
    },
  ]);
  expect(planTitle(stack([]), plain)).toBe("shop: Up would …");
});

test("a plan that changes nothing is a sentence; what is left alone changes nothing", () => {
  expect(changesNothing(busy)).toBe(false);
  expect(changesNothing(plan([planned("db")]))).toBe(true);
  expect(changesNothing(plan([planned("db")], ["old"]))).toBe(true);
  // Built each time, scaled down.
  expect(changesNothing(plan([planned("db", { builds: true })]))).toBe(false);
  expect(changesNothing(plan([planned("db", { reasons: ["One is too many and is removed."] })]))).toBe(false);
  expect(nothingText(stack([]), plan([]), plain)).toBe(
    "Up would change nothing: shop runs as its compose files say.",
  );
  expect(nothingText(stack([]), plan([], ["old", "older"]), plain)).toMatch(/ do not name: old, older\.$/);
});

test("who said so is told", () => {
  expect(planSource(busy, plain)).toMatch(/dry run/);
  expect(planSource({ ...busy, source: "config hash" }, plain)).not.toMatch(/dry run/);
});
