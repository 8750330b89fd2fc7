import { describe, expect, it } from "vitest";
import { type Decision, decide } from "../../../src/cli/waitDecision.ts";
import type { AppState } from "../../../src/shared/model.ts";
import { appState, container, mode, reloadState, serviceState, stackState } from "./states.ts";

const current = { kind: "current", evidence: "it was started after the last change" } as const;
const backend = serviceState({ name: "backend", reload: reloadState(), verdict: current });
const ui = serviceState({
  name: "ui",
  reload: reloadState(),
  verdict: { kind: "unknown", reason: "silent" },
});
const db = serviceState({ name: "db" });
const shop = stackState({ services: [backend, ui, db] });

function told(state: AppState, names: readonly string[] = [], before: readonly string[] = []): Decision {
  return decide(state, { folder: "/shop", names }, new Set(before), 1_000_000);
}

/** `service outcome` of each, or the reasons why nothing can be waited for. */
function short(decision: Decision): readonly string[] {
  return decision.kind === "outcome"
    ? decision.services.map(({ service, outcome }) => `${service} ${outcome}`)
    : decision.reasons;
}

describe("what is waited for", () => {
  const state = appState({
    stacks: [shop, stackState({ id: "other", project: "other", origin: "elsewhere" })],
  });

  it("is every service of the workspace that is known to reload", () => {
    expect(told(state)).toMatchObject({ kind: "outcome", outcome: "unknown" });
    expect(short(told(state))).toEqual(["backend served", "ui unknown"]);
  });

  it("is what is named, with its project or without", () => {
    expect(short(told(state, ["backend"]))).toEqual(["backend served"]);
    expect(short(told(state, ["shop/ui", "backend"]))).toEqual(["backend served", "ui unknown"]);
    expect(short(told(state, ["db"]))).toEqual(["db unknown"]);
  });

  it("stays what it was when a service has no reload any more", () => {
    const gone = { kind: "notCurrent", reason: "nothing runs", evidence: "none", action: "up" } as const;
    const services = [serviceState({ name: "backend", containers: [], verdict: gone }), ui];
    const down = appState({ stacks: [stackState({ services })] });
    expect(short(told(down))).toEqual(["ui unknown"]);
    expect(short(told(down, [], ["shop/backend"]))).toEqual(["backend needsAction", "ui unknown"]);
  });
});

describe("nothing can be waited for", () => {
  it("where the engine can't be reached, whatever else is known", () => {
    const engine = { kind: "unreachable", reason: "Docker is not running.", advice: "Start it." } as const;
    expect(short(told(appState({ engine, stacks: [shop] })))).toEqual(["Docker is not running. Start it."]);
  });

  it("where there is no stack, or no docker command to find it with", () => {
    expect(short(told(appState({ stacks: [] })))).toEqual([
      expect.stringMatching(/^No compose file in \/shop/),
    ]);
    const cli = { kind: "missing", reason: "No docker.", advice: "Install it." } as const;
    expect(short(told(appState({ cli, stacks: [] })))).toEqual(["No docker. Install it."]);
  });

  it("where there is no such service", () => {
    const admin = stackState({ id: "admin", project: "admin", services: [serviceState({ name: "web" })] });
    expect(short(told(appState({ stacks: [shop] }), ["backend", "nope", "other/ui"]))).toEqual([
      "There is no service nope, other/ui. There are: backend, ui, db.",
    ]);
    expect(short(told(appState({ stacks: [shop, admin] }), ["nope"]))).toEqual([
      "There is no service nope. There are: shop/backend, shop/ui, shop/db, admin/web.",
    ]);
  });

  it("where nothing runs, or nothing that runs is known to reload, with what Compose has against the files", () => {
    expect(short(told(appState({ stacks: [stackState({ services: [db] })] })))).toEqual([
      expect.stringMatching(/^Nothing to wait for: no service of shop that runs .*--service/),
    ]);
    const stopped = stackState({ services: [serviceState({ containers: [] })], running: 0 });
    const modes = [mode({ problem: "yaml: line 1: no." })];
    expect(short(told(appState({ stacks: [{ ...stopped, modes }] })))).toEqual([
      "shop (default): yaml: line 1: no.",
      expect.stringMatching(/^Nothing to wait for: nothing of shop runs. .*docker compose up/),
    ]);
  });
});

it("waits for what Docker has not told yet", () => {
  const stack = stackState({ known: false, services: [{ ...backend, containers: [container()] }] });
  expect(told(appState({ stacks: [stack] }))).toMatchObject({ kind: "outcome", outcome: "waiting" });
});
