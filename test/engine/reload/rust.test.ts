import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, openLab } from "./support/lab.ts";
import { exit, PANIC, rustPackage, rustServer, TYPE_ERROR, WARNING } from "./support/programs.ts";
import { rustService } from "./support/services.ts";

/** One watcher of each kind with a server, and a check: what a day brings, told as it is. */
let lab: Lab;

beforeAll(async () => {
  lab = await openLab({
    files: { ...rustPackage("watch"), ...rustPackage("exec"), ...rustPackage("check") },
    services: (tools) => ({
      watch: rustService(tools, "watch", ["cargo", "watch", "-x", "run"]),
      exec: rustService(tools, "exec", ["watchexec", "-r", "-e", "rs,toml", "--", "cargo", "run"]),
      check: rustService(tools, "check", ["bacon", "--headless", "check"]),
    }),
  });
});

afterAll(() => lab?.close());

const RUNS = { phase: "running", serving: "new", verdict: "current" } as const;
const BROKEN = { serving: "nothing", seen: "yes", verdict: "logs" } as const;

test.each([["watch"], ["exec"]])(
  "%s: starts, takes a change in, breaks in every way, and is mended",
  async (name) => {
    const main = `${name}/src/main.rs`;
    await lab.answers(name, "1");
    await lab.is(name, RUNS);

    await lab.write(main, rustServer("2"));
    await lab.answers(name, "2");
    await lab.is(name, { ...RUNS, change: main, seen: "yes" });

    await lab.write(main, rustServer("3", TYPE_ERROR));
    await lab.answers(name, undefined);
    await lab.is(name, { ...BROKEN, phase: "failed", errors: 1, change: main });

    await lab.write(main, rustServer("4", WARNING));
    await lab.answers(name, "4");
    await lab.is(name, { ...RUNS, warnings: 1, change: main, seen: "yes" });

    await lab.write(main, rustServer("5", PANIC));
    await lab.answers(name, undefined);
    await lab.is(name, { ...BROKEN, phase: "crashed", exitCode: 101, change: main });

    await lab.write(main, rustServer("6", exit(3)));
    await lab.is(name, { ...BROKEN, phase: "crashed", exitCode: 3, change: main });
    await lab.answers(name, undefined);

    await lab.write(main, rustServer("7"));
    await lab.answers(name, "7");
    await lab.is(name, { ...RUNS, change: main, seen: "yes" });
  },
);

test("bacon: a check passes, fails, warns", async () => {
  const main = "check/src/main.rs";
  const ended = { serving: "nothing", change: main, seen: "yes" } as const;
  await lab.is("check", { phase: "waiting", serving: "nothing", verdict: "current" });
  await lab.write(main, rustServer("2", TYPE_ERROR));
  await lab.is("check", { ...ended, phase: "failed", errors: 1, verdict: "logs" });
  await lab.write(main, rustServer("3", WARNING));
  await lab.is("check", { ...ended, phase: "waiting", verdict: "current" });
  expect(await lab.exec("check", "cargo", "check", "--quiet", "--message-format=short")).toBe("");
  await lab.write(main, rustServer("4"));
  await lab.is("check", { ...ended, phase: "waiting", verdict: "current" });
});
