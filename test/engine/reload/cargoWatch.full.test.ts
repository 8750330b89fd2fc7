import { chmod, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { git } from "./support/git.ts";
import { type Lab, openLab } from "./support/lab.ts";
import {
  exit,
  GATED_BUILD,
  LOCK,
  MANIFEST,
  PANIC,
  rustPackage,
  rustServer,
  TYPE_ERROR,
  WARNING,
} from "./support/programs.ts";
import { rustService } from "./support/services.ts";

/** The ways in which it is started, each with what tells where its output differs. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  clear: ["cargo", "watch", "-c", "-x", "run"],
  coloured: ["cargo", "watch", "-x", "run"],
  shell: ["cargo", "watch", "-s", "cargo run"],
  swapped: ["cargo", "watch", "-s", "cargo run 3>&1 1>&2 2>&3"],
  twice: ["cargo", "watch", "-x", "check", "-x", "run"],
};

const MODULES = 200;
const moduleFile = (index: number) => `tree/src/m${index}.rs`;
const moduleText = (number: number) => `pub fn number() -> u64 {\n    ${number}\n}\n`;

/** Its version is the sum of what all its modules say. */
function tree(): Record<string, string> {
  const indexes = Array.from({ length: MODULES }, (_, index) => index);
  const declared = indexes.map((index) => `mod m${index};\n`).join("");
  const sum = indexes.map((index) => `m${index}::number()`).join(" + ");
  const main = rustServer("1").replace('"1".to_string()', `(${sum}).to_string()`);
  return {
    ...rustPackage("tree", declared + main),
    ...Object.fromEntries(indexes.map((index) => [moduleFile(index), moduleText(1)])),
    "tree/.gitignore": "*.log\n",
  };
}

let lab: Lab;

beforeAll(async () => {
  lab = await openLab({
    files: {
      ...Object.assign({}, ...Object.keys(FORMS).map((name) => rustPackage(name))),
      ...rustPackage("plain", `mod util;\n${rustServer("1")}`),
      "plain/src/util.rs": "",
      "plain/README.md": "one",
      ...rustPackage("checked"),
      ...rustPackage("quiet"),
      ...rustPackage("trailing"),
      ...rustPackage("narrow"),
      "narrow/notes/one.md": "one",
      ...rustPackage("gated"),
      "gated/build.rs": GATED_BUILD,
      ...tree(),
      "members/Cargo.toml": `[workspace]\nresolver = "2"\nmembers = ["app", "words"]\n`,
      "members/app/Cargo.toml": `${MANIFEST}\n[dependencies]\nwords = { path = "../words" }\n`,
      "members/app/src/main.rs": rustServer("1").replace('"1".to_string()', "words::version()"),
      "members/words/Cargo.toml": MANIFEST.replace("app", "words"),
      "members/words/src/lib.rs": words("1"),
    },
    prepare: async ({ folder }) => {
      const repository = path.join(folder, "tree");
      await git(repository, "init", "--quiet", "--initial-branch=main");
      await git(repository, "add", ".");
      await git(repository, "commit", "--quiet", "--message=one");
      return undefined;
    },
    services: (tools) => ({
      ...Object.fromEntries(
        Object.entries(FORMS).map(([name, command]) => [
          name,
          rustService(tools, name, command, name === "coloured" ? { tty: true } : {}),
        ]),
      ),
      plain: rustService(tools, "plain", ["cargo", "watch", "-x", "run"]),
      checked: rustService(tools, "checked", ["cargo", "watch", "-x", "check"]),
      quiet: rustService(tools, "quiet", ["cargo", "watch", "-q", "-x", "run"]),
      trailing: rustService(tools, "trailing", ["cargo", "watch", "--", "cargo", "run"]),
      narrow: rustService(tools, "narrow", ["cargo", "watch", "-w", "src", "-x", "run"]),
      gated: rustService(tools, "gated", ["cargo", "watch", "-w", "src", "-x", "run"]),
      tree: rustService(tools, "tree", ["cargo", "watch", "-x", "run"]),
      members: rustService(tools, "members", ["cargo", "watch", "-x", "run -p app"]),
    }),
  });
});

afterAll(() => lab?.close());

function words(version: string): string {
  return `pub fn version() -> String {\n    ${JSON.stringify(version)}.to_string()\n}\n`;
}

const RUNS = { phase: "running", serving: "new", verdict: "current" } as const;
const TAKEN = { ...RUNS, seen: "yes" } as const;
const BROKEN = { serving: "nothing", seen: "yes", verdict: "logs" } as const;
const BUILDS = { serving: "nothing", verdict: "pending" } as const;

describe.each(Object.keys(FORMS))("%s", (name) => {
  const change = `${name}/src/main.rs`;

  test("starts, fails, ends by itself, and is mended", async () => {
    await lab.answers(name, "1");
    await lab.is(name, RUNS);
    await lab.write(change, rustServer("2", TYPE_ERROR));
    await lab.answers(name, undefined);
    await lab.is(name, { ...BROKEN, phase: "failed", errors: 1, change });
    await lab.write(change, rustServer("3", exit(3)));
    await lab.is(name, { ...BROKEN, phase: "crashed", exitCode: 3, change });
    await lab.answers(name, undefined);
    await lab.write(change, rustServer("4", WARNING));
    await lab.answers(name, "4");
    await lab.is(name, { ...TAKEN, warnings: 1, change });
  });
});

describe("without a word of the end", () => {
  // The program may have ended since: only a health check would tell.
  const STARTED = { phase: "running", serving: "unknown", verdict: "unknown" } as const;

  test.each([["quiet"], ["trailing"]])("%s: a change, an error, a panic, an end", async (name) => {
    const change = `${name}/src/main.rs`;
    await lab.answers(name, "1");
    await lab.is(name, STARTED);
    await lab.write(change, rustServer("2", TYPE_ERROR));
    await lab.answers(name, undefined);
    await lab.is(name, { ...BROKEN, phase: "failed", errors: 1, change });
    await lab.write(change, rustServer("3", PANIC));
    await lab.answers(name, undefined);
    await lab.is(name, { ...BROKEN, phase: "crashed", change });
    await lab.write(change, rustServer("4"));
    await lab.answers(name, "4");
    await lab.is(name, { ...STARTED, change, seen: "yes" });
    await lab.write(change, rustServer("5", exit(3)));
    await lab.answers(name, undefined);
    await lab.is(name, { ...STARTED, change, seen: "yes" });
  });
});

describe("a program's end", () => {
  const change = "plain/src/main.rs";

  test("that is meant to be", async () => {
    await lab.answers("plain", "1");
    await lab.write(change, rustServer("2", exit(0)));
    await lab.answers("plain", undefined);
    await lab.is("plain", { phase: "waiting", serving: "nothing", change, seen: "yes", verdict: "current" });
  });

  test("because another one has its port", async () => {
    await lab.write(change, rustServer("3", "", 8081));
    await lab.is("plain", { ...TAKEN, change });
    await lab.exec("plain", "cp", "/target/debug/app", "/tmp/other");
    await lab.write(change, rustServer("4"));
    await lab.answers("plain", "4");
    await lab.project.run("exec", "--detach", `${lab.project.name}-plain-1`, "/tmp/other");
    await lab.write(change, rustServer("5", "", 8081));
    await lab.answers("plain", undefined);
    await lab.is("plain", { ...BROKEN, phase: "crashed", exitCode: 101, change });
  });
});

describe("files", () => {
  const main = "plain/src/main.rs";

  test("one that is needed is deleted, and comes back", async () => {
    await lab.write(main, `mod util;\n${rustServer("6")}`);
    await lab.answers("plain", "6");
    await rm(path.join(lab.project.folder, "plain/src/util.rs"));
    await lab.answers("plain", undefined);
    const deleted = { change: "plain/src/util.rs", deleted: true } as const;
    await lab.is("plain", { ...BROKEN, phase: "failed", errors: 1, ...deleted });
    await lab.write("plain/src/util.rs", "// back\n");
    await lab.answers("plain", "6");
    await lab.is("plain", { ...TAKEN, change: "plain/src/util.rs" });
  });

  test("many saves within a moment, the last one good", async () => {
    for (let count = 0; count < 20; count++) {
      await lab.write(main, rustServer(`save ${count}`, count % 3 === 0 ? TYPE_ERROR : ""));
    }
    await lab.write(main, rustServer("7"));
    await lab.answers("plain", "7");
    await lab.is("plain", { ...TAKEN, change: main });
  });

  test("only its permissions", async () => {
    await chmod(path.join(lab.project.folder, main), 0o600);
    await lab.tell(main);
    await lab.answers("plain", "7");
    await lab.is("plain", { ...TAKEN, change: main });
  });

  test("the lock file, which cargo takes in", async () => {
    await lab.write("plain/Cargo.lock", `# bumped\n${LOCK}`);
    await lab.answers("plain", "7");
    // No change of its own: cargo writes it, too.
    await lab.is("plain", { ...TAKEN, change: main });
  });

  test("a manifest that is broken, and mended", async () => {
    await lab.write("plain/Cargo.toml", "[package\n");
    await lab.answers("plain", undefined);
    await lab.is("plain", { ...BROKEN, phase: "failed", errors: 1, change: "plain/Cargo.toml" });
    await lab.write("plain/Cargo.toml", MANIFEST);
    await lab.answers("plain", "7");
    await lab.is("plain", { ...TAKEN, change: "plain/Cargo.toml" });
  });

  test("outside of what is watched", async () => {
    const change = "narrow/src/main.rs";
    await lab.answers("narrow", "1");
    await lab.write("narrow/README.md", "two");
    await lab.write("narrow/notes/one.md", "two");
    await lab.is("narrow", RUNS);
    await lab.write(change, rustServer("2"));
    await lab.answers("narrow", "2");
    await lab.is("narrow", { ...TAKEN, change });
    await lab.write("narrow/README.md", "three");
    await lab.is("narrow", { ...TAKEN, change });
  });
});

test("a check alone serves nothing, and is not meant to", async () => {
  const change = "checked/src/main.rs";
  await lab.is("checked", { phase: "waiting", serving: "nothing", verdict: "current" });
  await lab.write(change, rustServer("2", TYPE_ERROR));
  await lab.is("checked", { ...BROKEN, phase: "failed", errors: 1, change });
  await lab.write(change, rustServer("3"));
  await lab.is("checked", { phase: "waiting", serving: "nothing", change, seen: "yes", verdict: "current" });
});

describe("a build that takes its time", () => {
  const change = "gated/src/main.rs";
  const open = () => lab.write("gated/go", "");
  const shut = () => rm(path.join(lab.project.folder, "gated/go"));

  test("the first one, and the one of a change", async () => {
    await lab.is("gated", { ...BUILDS, phase: "compiling" });
    await open();
    await lab.answers("gated", "1");
    await lab.is("gated", RUNS);
    await shut();
    await lab.write(change, rustServer("2"));
    await lab.answers("gated", undefined);
    await lab.is("gated", { ...BUILDS, phase: "compiling", change, seen: "yes" });
    await open();
    await lab.answers("gated", "2");
    await lab.is("gated", { ...TAKEN, change });
  });

  test("because another cargo has the lock", async () => {
    await shut();
    const other = ["exec", "--detach", "--env", "RUSTFLAGS=--cfg=other", `${lab.project.name}-gated-1`];
    await lab.project.run(...other, "cargo", "build");
    await expect
      .poll(() => lab.exec("gated", "sh", "-c", "cat /proc/[0-9]*/cmdline"))
      .toContain("build-script-build");
    await lab.write(change, rustServer("3"));
    await lab.answers("gated", undefined);
    await lab.is("gated", { ...BUILDS, phase: "waits for a lock", change, seen: "yes" });
    await open();
    await lab.answers("gated", "3");
    await lab.is("gated", { ...TAKEN, change });
  });
});

describe("a repository", () => {
  const folder = () => path.join(lab.project.folder, "tree");
  const file = /^tree\/src\/m\d+\.rs$/;

  test("another branch with two hundred other files, and back", async () => {
    await lab.answers("tree", `${MODULES}`);
    await git(folder(), "checkout", "--quiet", "-b", "other");
    for (let index = 0; index < MODULES; index++) await lab.write(moduleFile(index), moduleText(2));
    await lab.answers("tree", `${2 * MODULES}`);
    await git(folder(), "commit", "--quiet", "--all", "--message=two");
    await lab.is("tree", { ...TAKEN, change: file });
    await git(folder(), "checkout", "--quiet", "main");
    await lab.answers("tree", `${MODULES}`);
    await lab.is("tree", { ...TAKEN, change: file });
    await git(folder(), "checkout", "--quiet", "other");
    await git(folder(), "checkout", "--quiet", "main");
    await lab.answers("tree", `${MODULES}`);
    await lab.is("tree", { ...TAKEN, change: file });
  });

  test("a file that it ignores", async () => {
    await lab.write("tree/trace.log", "one");
    await lab.tell("tree/trace.log");
    await lab.is("tree", { ...TAKEN, change: file });
  });
});

test("a crate that another one needs", async () => {
  const change = "members/words/src/lib.rs";
  await lab.answers("members", "1");
  await lab.write(change, words("2"));
  await lab.answers("members", "2");
  await lab.is("members", { ...TAKEN, change });
  await lab.write(change, words("3").replace(".to_string()", ""));
  await lab.answers("members", undefined);
  await lab.is("members", { ...BROKEN, phase: "failed", errors: 1, change });
  await lab.write(change, words("4"));
  await lab.answers("members", "4");
  await lab.is("members", { ...TAKEN, change });
});
