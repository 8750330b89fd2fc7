import { afterAll, beforeAll, describe, test } from "vitest";
import { type Lab, openLab } from "./support/lab.ts";
import { exit, PANIC, rustPackage, rustServer, TYPE_ERROR, WARNING } from "./support/programs.ts";
import { rustService } from "./support/services.ts";

/** watchexec and bacon in their other forms, and cargo without a watcher. */
let lab: Lab;

const EXEC = ["watchexec", "-e", "rs,toml"];
const RESTARTING: Readonly<Record<string, readonly string[]>> = {
  coloured: [...EXEC, "-r", "--color=always", "--", "cargo", "run"],
  clear: [...EXEC, "-r", "-c", "--", "cargo", "run"],
  timed: [...EXEC, "-r", "--timings", "--", "cargo", "run"],
  long: ["bacon", "--headless", "run-long"],
};

beforeAll(async () => {
  const names = [...Object.keys(RESTARTING), "patient", "checked", "run", "plain"];
  lab = await openLab({
    files: Object.assign({}, ...names.map((name) => rustPackage(name))),
    services: (tools) => ({
      ...Object.fromEntries(
        Object.entries(RESTARTING).map(([name, command]) => [
          name,
          rustService(tools, name, command, { tty: name === "clear" }),
        ]),
      ),
      patient: rustService(tools, "patient", [...EXEC, "--", "cargo", "run"]),
      checked: rustService(tools, "checked", [...EXEC, "--", "cargo", "check"]),
      run: rustService(tools, "run", ["bacon", "--headless", "run"]),
      plain: rustService(tools, "plain", ["cargo", "run"]),
    }),
  });
});

afterAll(() => lab?.close());

const RUNS = { phase: "running", serving: "new", verdict: "current" } as const;
const TAKEN = { ...RUNS, seen: "yes" } as const;
const BROKEN = { serving: "nothing", seen: "yes", verdict: "logs" } as const;

test.each(Object.keys(RESTARTING))("%s: fails, panics, ends by itself, and is mended", async (name) => {
  const change = `${name}/src/main.rs`;
  await lab.answers(name, "1");
  await lab.is(name, RUNS);
  await lab.write(change, rustServer("2", TYPE_ERROR));
  await lab.answers(name, undefined);
  await lab.is(name, { ...BROKEN, phase: "failed", errors: 1, change });
  await lab.write(change, rustServer("3", PANIC));
  await lab.is(name, { ...BROKEN, phase: "crashed", exitCode: 101, change });
  await lab.answers(name, undefined);
  await lab.write(change, rustServer("4", exit(3)));
  await lab.is(name, { ...BROKEN, phase: "crashed", exitCode: 3, change });
  await lab.answers(name, undefined);
  await lab.write(change, rustServer("5", WARNING));
  await lab.answers(name, "5");
  await lab.is(name, { ...TAKEN, warnings: 1, change });
});

test("watchexec, checking", async () => {
  const change = "checked/src/main.rs";
  const WELL = { phase: "waiting", serving: "nothing", verdict: "current" } as const;
  await lab.is("checked", WELL);
  await lab.write(change, rustServer("2", TYPE_ERROR));
  await lab.is("checked", { ...BROKEN, phase: "failed", errors: 1, change });
  await lab.write(change, rustServer("3"));
  await lab.is("checked", { ...WELL, change, seen: "yes" });
  // Of no extension that it was told.
  await lab.write("checked/README.md", "one");
  await lab.is("checked", { ...WELL, change, seen: "yes" });
});

describe("what waits for the program's end", () => {
  test.each(["patient", "run"])("%s", async (name) => {
    const change = `${name}/src/main.rs`;
    await lab.answers(name, "1");
    await lab.is(name, RUNS);
    await lab.write(change, rustServer("2"));
    const MISSED = { phase: "running", serving: "old", seen: "unknown" } as const;
    await lab.is(name, { ...MISSED, change, needs: "restart", verdict: "restart" });
    await lab.answers(name, "1");
    await lab.compose("restart", name);
    await lab.answers(name, "2");
    await lab.is(name, RUNS);
  });
});

test("cargo run without a watcher: a change needs a restart", async () => {
  const change = "plain/src/main.rs";
  await lab.answers("plain", "1");
  await lab.is("plain", RUNS);
  await lab.write(change, rustServer("2"));
  await lab.is("plain", { phase: "running", serving: "old", needs: "restart", verdict: "restart" });
  await lab.answers("plain", "1");
  await lab.compose("restart", "plain");
  await lab.answers("plain", "2");
  await lab.is("plain", RUNS);
});
