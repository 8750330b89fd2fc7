import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isRoot } from "../../../tools/engine/machine.ts";
import { type Lab, openLab } from "./support/lab.ts";
import { MANIFEST, rustPackage, rustServer } from "./support/programs.ts";
import { rustService } from "./support/services.ts";

const execute = promisify(execFile);
const DOCKERFILE = "ARG RUST_IMAGE\nFROM $RUST_IMAGE\nWORKDIR /app\nCOPY . .\n";
const WATCH = ["cargo", "watch", "-x", "run"];

/** Changes that reach no watcher, and those that only look as if they did not. */
let lab: Lab;

beforeAll(async () => {
  lab = await openLab({
    files: {
      ...rustPackage("readonly"),
      "readonly/help/Cargo.toml": MANIFEST.replace("app", "help"),
      "readonly/help/src/lib.rs": "",
      ...rustPackage("below/lower"),
      ...rustPackage("copied"),
      "copied/Dockerfile": DOCKERFILE,
      ...rustPackage("partly"),
      "partly/Dockerfile": DOCKERFILE,
      ...rustPackage("synced"),
      "synced/Dockerfile": DOCKERFILE,
      ...rustPackage("refused"),
      "refused/Dockerfile": DOCKERFILE,
      "mounted/main.rs": rustServer("1"),
      ...rustPackage("single"),
      "single/Dockerfile": DOCKERFILE,
      ...rustPackage("orphan"),
    },
    prepare: async ({ folder }) => {
      await mkdir(path.join(folder, "silent"));
      if (!isRoot()) return undefined;
      // What is written into the lower folder is there in the merged one, where no event tells of it: as in a
      // virtual machine's mount of this machine's folders.
      const [lower, upper, work] = ["lower", "upper", "work"].map((each) => path.join(folder, "below", each));
      await mkdir(upper ?? "");
      await mkdir(work ?? "");
      const options = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
      const merged = path.join(folder, "silent");
      await execute("mount", ["-t", "overlay", "overlay", "-o", options, merged]);
      return async () => void (await execute("umount", [merged]));
    },
    services: (tools) => {
      const built = (folder: string) => ({
        build: { context: `./${folder}`, args: { RUST_IMAGE: tools.rustImage } },
        image: undefined,
      });
      return {
        readonly: rustService(tools, "readonly", WATCH, { volumes: ["./readonly:/app:ro"] }),
        ...(isRoot() ? { silent: rustService(tools, "silent", WATCH) } : {}),
        copied: rustService(tools, "copied", WATCH, { ...built("copied"), volumes: [] }),
        partly: rustService(tools, "partly", WATCH, {
          ...built("partly"),
          volumes: ["./partly/src:/app/src"],
        }),
        synced: rustService(tools, "synced", WATCH, {
          ...built("synced"),
          volumes: [],
          develop: { watch: [{ action: "sync", path: "./synced/src", target: "/app/src" }] },
        }),
        refused: rustService(tools, "refused", WATCH, {
          ...built("refused"),
          volumes: ["./mounted:/app/src:ro"],
          develop: { watch: [{ action: "sync", path: "./refused/src", target: "/app/src" }] },
        }),
        single: rustService(tools, "single", WATCH, {
          ...built("single"),
          volumes: ["./single/src/main.rs:/app/src/main.rs"],
        }),
        orphan: rustService(tools, "orphan", ["sh", "-c", "cargo watch -x run; sleep infinity"]),
      };
    },
  });
});

afterAll(() => lab?.close());

const RUNS = { phase: "running", serving: "new", verdict: "current" } as const;
const TAKEN = { ...RUNS, seen: "yes" } as const;
const MISSED = { phase: "running", serving: "old" } as const;

test("a mount that can only be read carries changes all the same", async () => {
  const change = "readonly/src/main.rs";
  await lab.answers("readonly", "1");
  await lab.is("readonly", RUNS);
  await lab.write(change, rustServer("2"));
  await lab.answers("readonly", "2");
  await lab.is("readonly", { ...TAKEN, change });
});

test("a lock file that cargo can't write there is a build that fails", async () => {
  const change = "readonly/Cargo.toml";
  await lab.write(change, `${MANIFEST}\n[dependencies]\nhelp = { path = "help" }\n`);
  await lab.answers("readonly", undefined);
  await lab.is("readonly", {
    phase: "failed",
    errors: 1,
    serving: "nothing",
    change,
    seen: "yes",
    verdict: "logs",
  });
});

describe.skipIf(!isRoot())("a mount that carries no events", () => {
  const change = "silent/src/main.rs";

  test("a change is there, and was not seen", async () => {
    await lab.answers("silent", "1");
    await lab.is("silent", RUNS);
    await lab.write("below/lower/src/main.rs", rustServer("2"));
    await lab.tell(change);
    await lab.is("silent", { ...MISSED, change, seen: "noFileEvents", verdict: "restart" });
    await lab.answers("silent", "1");
    expect(await lab.exec("silent", "cat", "src/main.rs")).toBe(rustServer("2"));
  });

  test("a restart takes it in", async () => {
    await lab.compose("restart", "silent");
    await lab.answers("silent", "2");
    await lab.is("silent", RUNS);
  });

  test("a change in the container itself is seen", async () => {
    await writeFile(path.join(lab.project.folder, change), rustServer("3"));
    await lab.answers("silent", "3");
    await lab.is("silent", { ...TAKEN, change });
  });
});

const BAKED = { ...MISSED, seen: "notMounted", needs: "rebuild", verdict: "rebuild" } as const;

test("what is in the image, and not mounted, needs a rebuild", async () => {
  const change = "copied/src/main.rs";
  await lab.answers("copied", "1");
  await lab.is("copied", RUNS);
  await lab.write(change, rustServer("2"));
  await lab.is("copied", { ...BAKED, change });
  await lab.answers("copied", "1");
  await lab.compose("up", "--detach", "--build", "copied");
  await lab.answers("copied", "2");
  await lab.is("copied", RUNS);
});

test("a file beside what is mounted needs a rebuild, one within does not", async () => {
  const change = "partly/src/main.rs";
  await lab.answers("partly", "1");
  await lab.write(change, rustServer("2"));
  await lab.answers("partly", "2");
  await lab.is("partly", { ...TAKEN, change });
  await lab.write(
    "partly/Cargo.toml",
    `${rustPackage("partly")["partly/Cargo.toml"]}\n[profile.dev]\nopt-level = 1\n`,
  );
  await lab.is("partly", { ...BAKED, change: "partly/Cargo.toml" });
  expect(await lab.exec("partly", "cat", "Cargo.toml")).not.toContain("opt-level");
});

test("what docker compose watch is to bring needs it to be on", async () => {
  const change = "synced/src/main.rs";
  await lab.answers("synced", "1");
  await lab.is("synced", RUNS);
  await lab.write(change, rustServer("2"));
  await lab.is("synced", { ...MISSED, change, seen: "watchOff", verdict: "watch" });
  await lab.answers("synced", "1");

  const abort = new AbortController();
  let output = "";
  const watching = lab.window.app.watch(lab.project.name, abort.signal, async (text) => {
    output += text;
  });
  try {
    await expect.poll(() => output, { timeout: 30_000 }).toContain("Watch enabled");
    await lab.write(change, rustServer("3"));
    await lab.answers("synced", "3");
    await lab.is("synced", { ...TAKEN, change });
  } finally {
    abort.abort();
    await watching;
  }
  await lab.write(change, rustServer("4"));
  await lab.is("synced", { ...MISSED, change, seen: "watchOff", verdict: "watch" });
  await lab.answers("synced", "3");
});

test("what docker compose watch can't write into a mount", async () => {
  const change = "refused/src/main.rs";
  await lab.answers("refused", "1");
  await lab.is("refused", RUNS);
  await lab.write(change, rustServer("2"));
  await lab.is("refused", { ...MISSED, change, seen: "readOnlyMount", verdict: "recreate" });
  await lab.answers("refused", "1");
});

test("a single file that is mounted: the watch of a folder does not hear of it", async () => {
  const change = "single/src/main.rs";
  await lab.answers("single", "1");
  await lab.is("single", RUNS);
  await lab.write(change, rustServer("2"));
  await lab.is("single", { ...MISSED, change, seen: "noFileEvents", verdict: "restart" });
  await lab.answers("single", "1");
  expect(await lab.exec("single", "cat", "src/main.rs")).toBe(rustServer("2"));
  await lab.compose("restart", "single");
  await lab.answers("single", "2");
  await lab.is("single", RUNS);
});

test("a watcher that has died takes nothing in", async () => {
  const change = "orphan/src/main.rs";
  await lab.answers("orphan", "1");
  await lab.is("orphan", RUNS);
  await lab.exec(
    "orphan",
    "sh",
    "-c",
    'for each in /proc/[0-9]*; do [ "$(cat $each/comm)" = cargo-watch ] && kill -9 "$(basename $each)"; done; true',
  );
  await lab.write(change, rustServer("2"));
  await lab.is("orphan", { ...MISSED, change, seen: "watcherNotRunning", verdict: "restart" });
  await lab.answers("orphan", "1");
  await lab.compose("restart", "orphan");
  await lab.answers("orphan", "2");
  await lab.is("orphan", RUNS);
});
