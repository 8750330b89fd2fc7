import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../../../src/host/commands/commandIds.ts";
import { type WhatToDo, whatToDo } from "../../../../src/host/whatToDo/whatToDo.ts";
import type { ServiceState, StackState, VerdictAction } from "../../../../src/shared/model.ts";
import { NOON, style } from "../plain.ts";
import {
  app,
  BUILD_ERROR,
  builds,
  changedCode,
  container,
  elsewhere,
  exited,
  failedBuild,
  failedReload,
  liveBuild,
  reload,
  service,
  stack,
} from "../states.ts";

const PORT = { address: "0.0.0.0", published: 8080, target: 80, protocol: "tcp" };
const asked = (stacks: StackState[], target?: { stack: StackState; service?: ServiceState }) =>
  whatToDo(stacks, target, app(), style);
const labels = ({ choices }: WhatToDo) => choices.map(({ label }) => label);
const notCurrent = (action: VerdictAction, reason = "out of date") =>
  ({ kind: "notCurrent", reason, evidence: "It can be checked.", action }) as const;

const change = { file: "/w/backend/src/main.rs", at: NOON };
const failed = service("backend", [container({ ports: [PORT] })], {
  reload: failedReload({ change }),
  verdict: notCurrent("logs", "failed, 2 errors, nothing serving"),
});
const well = service("ui", [container()], { reload: reload() });

describe("a service that is in trouble", () => {
  test("is what is asked about, with its reason, its evidence, and what helps to understand it", () => {
    const told = asked([stack([well, failed])]);
    expect([told.title, told.question]).toEqual([
      "backend: failed, 2 errors, nothing serving",
      "It can be checked.",
    ]);
    expect(told.choices.map(({ value }) => value)).toEqual([
      { kind: "run", command: "devloop.followLog", argument: { stackId: "shop", service: "backend" } },
      { kind: "open", file: "/w/backend/src/main.rs" },
      { kind: "run", command: "devloop.openInBrowser", argument: { stackId: "shop", service: "backend" } },
      { kind: "run", command: "devloop.revealService", argument: { stackId: "shop", service: "backend" } },
      { kind: "reveal", row: { kind: "service", stackId: "shop", service: "backend" } },
    ]);
    expect(told.choices[1]).toMatchObject({
      label: "Open backend/src/main.rs",
      description: "changed 12:00",
    });
  });

  test("has its verdict's action first, with the sentence that says what it is good for", () => {
    const needs = { file: "/w/Cargo.lock", at: NOON, action: "rebuild", reason: "It is newer." } as const;
    const seen = {
      kind: "no",
      cause: "readOnlyMount",
      reason: "It is read-only.",
      fix: "Mount it anew.",
      action: "recreate",
    } as const;
    const backend = service("backend", [container()], {
      reload: reload({ change, seen, needs }),
      verdict: notCurrent("rebuild", "rebuild needed"),
    });
    const { choices } = asked([stack([backend])]);
    expect(choices.slice(0, 5).map(({ label, detail }) => [label, detail])).toEqual([
      ["Rebuild (new image and container)", "It is newer."],
      ["Recreate (new container)", "Mount it anew."],
      ["Follow log", undefined],
      ["Open backend/src/main.rs", undefined],
      ["Open Cargo.lock", undefined],
    ]);
  });

  test.each<[VerdictAction, string]>([
    ["up", "devloop.up"],
    ["start", "devloop.start"],
    ["restart", "devloop.restart"],
    ["recreate", "devloop.recreate"],
    ["rebuild", "devloop.rebuild"],
    ["watch", "devloop.watchOn"],
    ["logs", "devloop.followLog"],
  ])("is helped by the command for %s", (action, command) => {
    const backend = service("backend", [exited(1)], { verdict: notCurrent(action) });
    const [first] = asked([stack([backend])]).choices;
    expect(first?.value).toMatchObject({ kind: "run", command });
    expect(Object.keys(COMMANDS)).toContain(command);
  });

  test("can be started where it does not run, unless that is what is offered", () => {
    const offered = (action: VerdictAction) =>
      labels(asked([stack([service("backend", [exited(137)], { verdict: notCurrent(action) })])]));
    expect(offered("logs").slice(0, 2)).toEqual(["Follow log", "Start"]);
    expect(offered("up").slice(0, 2)).toEqual(["Up", "Follow log"]);
  });

  test("is the worst of all, and the others follow", () => {
    const warned = service("ui", [container({ health: "unhealthy" })], { verdict: notCurrent("logs") });
    const told = asked([stack([warned, failed, service("db", [container()])])]);
    expect(told.title).toMatch(/^backend: /);
    expect(told.choices.filter(({ group }) => group !== undefined)).toEqual([
      {
        label: "ui",
        description: "running · unhealthy",
        group: "Other services",
        value: { kind: "turn", stackId: "shop", service: "ui" },
      },
    ]);
  });

  test("is also one that runs well, and is not what Up would make", () => {
    const drifted = service("ui", [container({ drift: "edited" })], { verdict: notCurrent("recreate") });
    expect(labels(asked([stack([drifted])]))[0]).toBe("Recreate (new container)");
  });
});

describe("a row that was chosen", () => {
  test("is what is asked about, in trouble or not", () => {
    const shop = stack([failed, well]);
    const told = asked([shop], { stack: shop, service: well });
    expect(told.title).toBe("ui: it runs");
    expect(labels(told)).toEqual(["Follow log", "Show in compose file", "Show in the Stacks view"]);
    const current = { ...well, verdict: { kind: "current", evidence: "It says so." } } as const;
    expect(asked([shop], { stack: shop, service: current })).toMatchObject({
      title: "ui: serving the new build",
      question: "It says so.",
    });
  });

  test("that is a stack has the worst of its own services", () => {
    const blog = elsewhere("blog", [service("web", [exited(1)], { verdict: notCurrent("logs", "exited") })]);
    const told = asked([stack([failed])], { stack: blog });
    expect(told.title).toBe("web: exited");
    expect(told.choices.some(({ group }) => group !== undefined)).toBe(false);
  });
});

describe("where nothing is wrong", () => {
  test("the services are listed with what they do, and each leads to its row", () => {
    const told = asked([stack([well, service("job", [exited(0)])])]);
    expect(told.title).toBe("Nothing needs attention");
    expect(told.choices).toEqual([
      {
        label: "ui",
        description: "serving the new build",
        value: { kind: "reveal", row: { kind: "service", stackId: "shop", service: "ui" } },
      },
      {
        label: "job",
        description: "finished",
        value: { kind: "reveal", row: { kind: "service", stackId: "shop", service: "job" } },
      },
    ]);
  });

  test("and nothing runs, Up comes first", () => {
    const idle = service("ui", [], { verdict: notCurrent("up", "nothing runs") });
    const [first] = asked([stack([idle])]).choices;
    expect(first).toEqual({
      label: "Up",
      description: "shop",
      value: { kind: "run", command: "devloop.up", argument: { stackId: "shop" } },
    });
  });

  test("and nothing is there, there is nothing to choose", () => {
    expect(asked([]).choices).toEqual([]);
  });
});

describe("a service that is built here", () => {
  const values = ({ choices }: WhatToDo) => choices.map(({ value }) => value);
  const argument = { stackId: "shop", service: "backend" };

  test("whose build failed is shown where, what it printed, and built again", () => {
    const backend = service("backend", [container()], { buildable: true });
    const state = app([stack([backend])], { builds: builds({ last: [failedBuild()] }) });
    const told = whatToDo(state.stacks, undefined, state, style);
    expect([told.title, told.question]).toEqual([
      "backend: build failed",
      "cargo build ended with exit code 101.",
    ]);
    expect(values(told).slice(0, 3)).toEqual([
      { kind: "openPlace", place: BUILD_ERROR.place },
      { kind: "run", command: "devloop.showBuildOutput", argument },
      { kind: "run", command: "devloop.build", argument },
    ]);
    expect(told.choices[0]).toMatchObject({ label: "Open backend/Dockerfile", description: "line 12" });
  });

  test("is said nothing of a failed build while another one is under way", () => {
    const backend = service("backend", [container()], { buildable: true });
    const known = builds({ live: [liveBuild()], last: [failedBuild()] });
    const state = app([stack([backend])], { builds: known });
    const [only] = state.stacks;
    const told = whatToDo(state.stacks, only && { stack: only, service: backend }, state, style);
    expect(told.title).toBe("backend: it runs");
    expect(labels(told)).not.toContain("Build again");
  });

  test("whose image lacks a change is rebuilt; the file can be opened, and its bytes compared", () => {
    const reason = "its image lacks your change in main.rs";
    const backend = service("backend", [container()], {
      buildable: true,
      verdict: notCurrent("rebuild", reason),
      baked: { code: changedCode() },
    });
    const told = asked([stack([backend])]);
    expect(told.title).toBe(`backend: ${reason}`);
    expect(values(told)[0]).toEqual({ kind: "run", command: "devloop.rebuild", argument });
    expect(told.choices).toContainEqual({
      label: "Open src/main.rs",
      description: "changed 11:48",
      value: { kind: "open", file: "/w/src/main.rs" },
    });
    expect(values(told)).toContainEqual({ kind: "run", command: "devloop.verifyBytes", argument });
  });
});
