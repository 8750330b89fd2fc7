import { rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, openLab } from "./support/lab.ts";
import { rustPackage, rustServer, TYPE_ERROR } from "./support/programs.ts";
import { rustService } from "./support/services.ts";

/** What is true of one run of a container is not true of the next. */
let lab: Lab;

beforeAll(async () => {
  lab = await openLab({
    files: { ...rustPackage("web"), ...rustPackage("left") },
    services: (tools) => ({
      web: rustService(tools, "web", ["cargo", "watch", "-x", "run"]),
      left: rustService(tools, "left", ["cargo", "watch", "-x", "run"]),
    }),
  });
});

afterAll(() => lab?.close());

const RUNS = { phase: "running", serving: "new", verdict: "current" } as const;
const TAKEN = { ...RUNS, seen: "yes" } as const;
const change = "web/src/main.rs";
const compose = (...args: string[]) => lab.compose(...args);

describe("a container that is started again", () => {
  test("restarted: what failed before is forgotten, and a change before the start needs nobody to see it", async () => {
    await lab.answers("web", "1");
    await lab.write(change, rustServer("2", TYPE_ERROR));
    await lab.is("web", {
      phase: "failed",
      errors: 1,
      serving: "nothing",
      change,
      seen: "yes",
      verdict: "logs",
    });
    await compose("stop", "web");
    await lab.write(change, rustServer("3"));
    await lab.answers("web", undefined);
    await compose("start", "web");
    await lab.answers("web", "3");
    await lab.is("web", RUNS);
  });

  test("made anew: another container, the same answer", async () => {
    await lab.write(change, rustServer("4"));
    await lab.answers("web", "4");
    await lab.is("web", { ...TAKEN, change });
    await compose("up", "--detach", "--force-recreate", "web");
    await lab.answers("web", "4");
    await lab.is("web", RUNS);
    await lab.write(change, rustServer("5"));
    await lab.answers("web", "5");
    await lab.is("web", { ...TAKEN, change });
  });

  test("with an error that was written while it was away", async () => {
    await compose("stop", "web");
    await lab.write(change, rustServer("6", TYPE_ERROR));
    await compose("start", "web");
    await lab.is("web", { phase: "failed", errors: 1, serving: "nothing", verdict: "logs" });
    await lab.answers("web", undefined);
    await lab.write(change, rustServer("7"));
    await lab.answers("web", "7");
    await lab.is("web", { ...TAKEN, change });
  });

  test("killed", async () => {
    await lab.project.run("kill", `${lab.project.name}-web-1`);
    await lab.answers("web", undefined);
    const ended = { phase: "crashed", exitCode: 137, serving: "nothing", verdict: "logs" } as const;
    await lab.is("web", { ...ended, change, seen: "unknown" });
    await compose("start", "web");
    await lab.answers("web", "7");
    await lab.is("web", RUNS);
  });
});

test("a whole folder goes and comes back while nobody looks", async () => {
  await lab.answers("left", "1");
  await rm(path.join(lab.project.folder, "left/src"), { recursive: true });
  await lab.answers("left", undefined);
  expect(
    (await lab.project.run("inspect", "--format", "{{.State.Status}}", `${lab.project.name}-left-1`)).trim(),
  ).toBe("running");
  const gone = { change: /^left\/src/, deleted: true, seen: "yes" } as const;
  await lab.is("left", { phase: "failed", errors: 1, serving: "nothing", ...gone, verdict: "logs" });
  for (const [file, text] of Object.entries(rustPackage("left", rustServer("2"))))
    await lab.write(file, text);
  await lab.answers("left", "2");
  await lab.is("left", { ...TAKEN, change: /^left\// });
});
