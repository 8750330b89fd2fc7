import { expect, test } from "vitest";
import { viewMessage } from "../../../../src/host/situation/message.ts";
import { canAct, engineProblem, situationOf } from "../../../../src/host/situation/situation.ts";
import { plain } from "../plain.ts";
import { app, container, core, elsewhere, service, stack, UNREACHABLE } from "../states.ts";

const shop = stack([service("ui")]);
const running = stack([service("ui", [container()])]);
const blog = elsewhere("blog", [service("web", [container()])]);
const missing = { kind: "missing", reason: "There is no docker command.", advice: "Install it." } as const;

test.each([
  ["no folder is open", core(app()), false, "noFolder"],
  ["the workspace is not trusted", core(app([], { trust: "untrusted", settled: true })), true, "untrusted"],
  ["nothing has been looked for yet", core(app([], { settled: false })), true, "starting"],
  ["the engine never answered", core(app([shop], { engine: UNREACHABLE })), true, "noEngine"],
  ["the engine went away", core(app([shop], { engine: UNREACHABLE }), { reached: true }), true, "stacks"],
  [
    "the engine went away and nothing is left",
    core(app([], { engine: UNREACHABLE }), { reached: true }),
    true,
    "noEngine",
  ],
  ["there is no compose file", core(app()), true, "noCompose"],
  ["there is no compose file, and something else on the engine", core(app([blog])), true, "stacks"],
  [
    "other projects came before the workspace was read",
    core(app([blog], { settled: false })),
    true,
    "starting",
  ],
  ["its own stack came before all was read", core(app([shop, blog], { settled: false })), true, "stacks"],
  ["there is no docker command", core(app([stack([])], { cli: missing })), true, "noCli"],
  [
    "there is no docker command, and yet something runs",
    core(app([running], { cli: missing })),
    true,
    "stacks",
  ],
  ["there is a stack", core(app([shop])), true, "stacks"],
  ["the core was given up", core(app([shop]), { status: "stopped" }), true, "stopped"],
] as const)("where %s, the view is about that", (_, state, hasFolder, situation) => {
  expect(situationOf(state, hasFolder)).toBe(situation);
});

test("why the engine can't be reached stands above the view, with what to do", () => {
  const state = core(app([shop], { engine: UNREACHABLE }), { reached: true });
  expect(viewMessage(state, "stacks", plain)).toBe(
    "No Docker engine was found on this machine. Install or start Docker.",
  );
});

test("where there are no rows nothing stands above them: it would hide the welcome text", () => {
  const state = core(app([], { engine: UNREACHABLE }));
  for (const situation of ["noEngine", "untrusted", "noCompose", "stopped"] as const) {
    expect(viewMessage(state, situation, plain)).toBeUndefined();
  }
});

test("that there is no compose file is said above what else there is", () => {
  expect(viewMessage(core(app([blog])), "stacks", plain)).toBe(
    "There is no compose file in this folder. This is what else is on the Docker engine.",
  );
  expect(viewMessage(core(app([shop, blog])), "stacks", plain)).toBeUndefined();
});

test("welcome texts tell engines apart by how they were chosen", () => {
  expect(engineProblem(UNREACHABLE)).toBe("none");
  const endpoint = { source: "DOCKER_HOST", host: "tcp://x:1" } as const;
  expect(engineProblem({ ...UNREACHABLE, endpoint })).toBe("variable");
  const chosen = { source: "chosen context", host: "ssh://build", context: "build" } as const;
  expect(engineProblem({ ...UNREACHABLE, endpoint: chosen })).toBe("chosen");
  expect(engineProblem(app().engine)).toBeUndefined();
});

test("a missing docker command is said above the rows too", () => {
  expect(viewMessage(core(app([shop], { cli: missing })), "stacks", plain)).toBe(
    "There is no docker command. Install it.",
  );
});

test("nothing can be done without an engine, without trust, or without a stack", () => {
  expect(canAct(core(app([shop])))).toBe(true);
  expect(canAct(core(app([])))).toBe(false);
  expect(canAct(core(app([shop], { trust: "untrusted" })))).toBe(false);
  expect(canAct(core(app([shop], { engine: UNREACHABLE })))).toBe(false);
  expect(canAct(core(app([shop]), { status: "restarting" }))).toBe(false);
});
