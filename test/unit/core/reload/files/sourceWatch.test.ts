import { chmodSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BUN, CARGO, cargoWatch, Project, VITE } from "./project.ts";

let project: Project;

beforeEach(() => {
  project = new Project();
});

afterEach(() => {
  project.dispose();
});

/** What both the window that has watched and one opened anew say. */
async function everywhere(given: Parameters<Project["look"]>[0] = {}) {
  const here = await project.look(given);
  expect(await project.look(given, project.open())).toEqual(here);
  return here;
}

describe("a change", () => {
  test("there is none before a file is written after the start", async () => {
    project.write("app/src/main.rs");
    project.start();
    expect(await everywhere()).toEqual({});
  });

  test("is told with the file's own time, and that it is watched for sure", async () => {
    project.write("app/src/main.rs");
    project.write("app/src/lib.rs");
    project.start();
    const file = project.write("app/src/main.rs");
    const { change } = await everywhere();
    expect(change).toMatchObject({ file, certain: true, unseen: { cause: "noFileEvents" } });
    expect(change?.at).toBe(Math.floor(Math.max(statSync(file).mtimeMs, statSync(file).ctimeMs)));
  });

  test("what is told to have changed is looked at, and the container is named", async () => {
    project.write("app/src/main.rs");
    project.start();
    await project.look();
    const file = project.write("app/src/main.rs");
    expect(project.watch.changed([file])).toEqual(new Set([project.id]));
    expect(await everywhere()).toMatchObject({ change: { file } });
  });

  test("nothing else is looked at, until all is forgotten", async () => {
    project.write("app/src/main.rs");
    project.start();
    await project.look();
    const file = project.write("app/src/main.rs");
    expect(await project.look()).toEqual({});
    project.watch.forgetAll();
    expect(await project.look()).toMatchObject({ change: { file } });
  });

  test.each(["target/debug/a.rs", "node_modules/a/index.rs", ".git/a.rs", "src/target/b.rs"])(
    "in a dropped folder concerns nobody: %s",
    async (name) => {
      project.write("app/src/main.rs");
      project.start();
      await project.look();
      const file = project.write(`app/${name}`);
      expect(project.watch.changed([file])).toEqual(new Set());
      project.watch.forgetAll();
      expect(await everywhere()).toEqual({});
    },
  );

  test("a folder that is called so outside of the mount drops nothing", async () => {
    project.write("target/src/main.rs");
    project.start();
    const setup = { mounts: [project.bind("target", "/app")] };
    await project.look({ setup });
    const file = project.write("target/src/main.rs");
    expect(project.watch.changed([file]).size).toBe(1);
    expect(await everywhere({ setup })).toMatchObject({ change: { file } });
  });

  test("outside of what is mounted concerns nobody", async () => {
    project.write("app/src/main.rs");
    project.start();
    await project.look();
    expect(project.watch.changed([project.write("other/main.rs")])).toEqual(new Set());
    expect(await everywhere()).toEqual({});
  });

  test("outside of what is watched is none", async () => {
    project.write("app/src/main.rs");
    project.start();
    project.write("app/worker/main.rs");
    expect(await everywhere({ tool: cargoWatch({ include: ["/app/src"] }) })).toEqual({});
  });

  test("chmod, a new name, and an old date are changes that may not be seen", async () => {
    const main = project.write("app/src/main.rs");
    const old = project.write("app/src/old.rs");
    // Older than an editor takes to save.
    for (const file of [main, old]) utimesSync(file, 1_700_000_000, 1_700_000_000);
    project.start();
    chmodSync(main, 0o600);
    expect(await everywhere()).toMatchObject({ change: { file: main, certain: false } });
  });

  test("a file that is gone is one, at the time when it went", async () => {
    project.write("app/src/main.rs");
    const gone = project.write("app/src/gone.rs");
    project.start();
    await project.look();
    const folder = project.path("app/src");
    rmSync(gone);
    const wentAt = Math.floor(statSync(folder).mtimeMs);
    expect(project.watch.changed([gone]).size).toBe(1);
    const { change } = await everywhere();
    expect(change).toMatchObject({ file: gone, certain: true, at: wentAt });
    // It stays what it is, whatever is written beside it.
    project.write("app/src/notes.txt");
    expect((await everywhere()).change?.at).toBe(wentAt);
  });

  test("is not forgotten as something else becomes another at the same time", async () => {
    const gone = project.write("app/src/gone.rs");
    project.start();
    await project.look();
    rmSync(gone);
    project.watch.changed([gone]);
    expect(await everywhere({ watchOn: true })).toMatchObject({ change: { file: gone } });
    expect(await everywhere()).toMatchObject({ change: { file: gone } });
  });

  test("so is a folder that is gone, told by its own name alone", async () => {
    project.write("app/src/main.rs");
    project.write("app/src/deep/er/a.rs");
    project.start();
    await project.look();
    rmSync(project.path("app/src/deep"), { recursive: true });
    expect(project.watch.changed([project.path("app/src/deep")]).size).toBe(1);
    expect(await everywhere()).toMatchObject({
      change: { file: project.path("app/src/deep/er/a.rs"), certain: true },
    });
  });

  test("a file that came back is no longer gone", async () => {
    const file = project.write("app/src/main.rs");
    project.start();
    await project.look();
    rmSync(file);
    project.watch.changed([file]);
    const gone = await project.look();
    project.write("app/src/main.rs");
    project.watch.changed([file]);
    const { change } = await everywhere();
    expect(change?.file).toBe(file);
    expect(change?.at).toBeGreaterThanOrEqual(gone.change?.at ?? Number.POSITIVE_INFINITY);
    expect(change?.at).toBe(Math.floor(statSync(file).ctimeMs));
  });

  test("a moved folder is one at its old place, and not at a later time than it was moved", async () => {
    project.write("app/src/main.rs");
    project.write("app/src/a/x.rs");
    project.start();
    await project.look();
    renameSync(project.path("app/src/a"), project.path("app/src/b"));
    const movedAt = statSync(project.path("app/src")).mtimeMs;
    project.watch.changed([project.path("app/src/a"), project.path("app/src/b")]);
    const { change } = await everywhere();
    expect(change).toMatchObject({ file: project.path("app/src/a/x.rs"), certain: true });
    expect(change?.at).toBeLessThanOrEqual(movedAt);
  });

  test("a branch that is switched there and back is handled in one go", async () => {
    const names = Array.from({ length: 5_000 }, (_, index) => `app/src/m${index % 50}/f${index}.rs`);
    for (const name of names) project.write(name);
    project.start();
    await project.look();
    const files = names.map((name) => project.path(name));
    for (const file of files) rmSync(file);
    const begun = performance.now();
    expect(project.watch.changed(files).size).toBe(1);
    const { change } = await project.look();
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(change?.certain).toBe(true);
    for (const name of names.slice(0, 200)) project.write(name);
    project.watch.changed(files.slice(0, 200));
    expect(await everywhere()).toMatchObject({ change: { certain: true } });
  }, 30_000);

  test("a time that is still to come is none", async () => {
    const file = project.write("app/src/main.rs");
    project.start();
    const later = Date.now() / 1000 + 3600;
    utimesSync(file, later, later);
    const { change } = await project.look();
    expect(change).toMatchObject({ file, certain: false });
    expect(change?.at).toBe(Math.floor(statSync(file).ctimeMs));
  });

  test("a symbolic link is not followed", async () => {
    project.write("app/src/main.rs");
    project.write("outside/lib.rs");
    project.start();
    project.write("outside/lib.rs");
    symlinkSync(project.path("outside"), project.path("app/link"));
    expect(await everywhere()).toEqual({});
  });

  test("a folder that is opened over a link is the one that is mounted", async () => {
    project.write("app/src/main.rs");
    symlinkSync(project.path("app"), project.path("opened"));
    project.start();
    await project.look();
    const file = project.write("app/src/main.rs");
    expect(project.watch.changed([project.path("opened/src/main.rs")]).size).toBe(1);
    expect(await everywhere()).toMatchObject({ change: { file } });
  });

  test("a mount by a link's name is found by the real one, too", async () => {
    project.write("app/src/main.rs");
    symlinkSync(project.path("app"), project.path("linked"));
    project.start();
    const setup = { mounts: [project.bind("linked", "/app")] };
    await project.look({ setup });
    project.write("app/src/main.rs");
    expect(project.watch.changed([project.path("app/src/main.rs")]).size).toBe(1);
    expect(await everywhere({ setup })).toMatchObject({
      change: { file: project.path("linked/src/main.rs") },
    });
  });
});

describe("what the tool leaves out", () => {
  test("is no change: git's ignored files, and the watcher's own patterns", async () => {
    mkdirSync(project.path("app/.git"), { recursive: true });
    project.write("app/.gitignore", "/gen\n*.tmp.rs\n");
    project.write("app/sub/.ignore", "local.rs\n");
    project.write("app/src/main.rs");
    project.start();
    for (const name of ["gen/a.rs", "src/x.tmp.rs", "sub/local.rs", "docs/a.rs"])
      project.write(`app/${name}`);
    expect(await everywhere({ tool: cargoWatch({ ignore: ["docs"] }) })).toEqual({});
    expect(
      await everywhere({ tool: cargoWatch({ vcsIgnore: false, ignore: ["docs", "src", "sub"] }) }),
    ).toMatchObject({
      change: { file: project.path("app/gen/a.rs"), certain: true },
    });
  });

  test("what an ignore file names that the container does not have is not certain", async () => {
    mkdirSync(project.path(".git"), { recursive: true });
    project.write(".gitignore", "gen\n");
    project.write("app/src/main.rs");
    project.start();
    const file = project.write("app/gen/a.rs");
    expect(await everywhere()).toMatchObject({ change: { file, certain: false } });
  });

  test("an ignore file that changes is taken in", async () => {
    mkdirSync(project.path("app/.git"), { recursive: true });
    project.write("app/src/main.rs");
    project.start();
    project.write("app/gen/a.rs");
    expect(await project.look()).toMatchObject({ change: { certain: true } });
    expect(project.watch.changed([project.write("app/.gitignore", "gen\n")]).size).toBe(1);
    expect(await everywhere()).toEqual({});
  });

  test.each([
    ["hidden", ".hidden.rs", {}],
    ["of another kind", "page.html", {}],
    ["where the command line is not understood", "main.rs", { unsure: true }],
    ["where patterns begin elsewhere", "main.rs", { ignore: ["x"], base: "/other" }],
  ])("is not certain: %s", async (_what, name, paths) => {
    project.write("app/src/main.rs");
    project.start();
    const file = project.write(`app/src/${name}`);
    expect(await everywhere({ tool: cargoWatch(paths) })).toMatchObject({ change: { file, certain: false } });
  });

  test("a file of no language is none", async () => {
    project.write("app/src/main.rs");
    project.start();
    for (const name of ["notes.md", "Cargo.lock", "rust-toolchain.toml", "data.db", ".env"])
      project.write(`app/${name}`);
    expect(await everywhere()).toEqual({});
  });

  test("named endings are all that counts, and are certain", async () => {
    project.write("app/src/main.rs");
    project.start();
    const file = project.write("app/page.tera");
    project.write("app/src/lib.rs");
    const tool = cargoWatch({ extensions: [".tera"] });
    expect(await everywhere({ tool })).toMatchObject({ change: { file, certain: true } });
  });

  test("of a bundler's files none is certain; tests, settings and built files are none", async () => {
    project.write("app/src/main.ts");
    project.start();
    for (const name of ["a.test.ts", "__tests__/b.ts", "c.d.ts"]) project.write(`app/src/${name}`);
    for (const name of [
      "dist/a.js",
      "build/a.js",
      "packages/x/dist/b.js",
      "vite.config.ts",
      "vite.config.ts.timestamp-1795281129138-6ec6d679d53db8.mjs",
      "package.json",
      "tsconfig.json",
    ])
      project.write(`app/${name}`);
    expect(await everywhere({ tool: VITE })).toEqual({});
    const file = project.write("app/src/page.tsx");
    project.watch.forgetAll();
    expect(await everywhere({ tool: VITE })).toMatchObject({ change: { file, certain: false } });
  });
});

describe("mounts", () => {
  test("a volume hides what lies below it, and a nested mount is another folder", async () => {
    project.write("app/src/main.rs");
    project.write("elsewhere/lib.rs");
    project.start();
    const setup = {
      mounts: [
        project.bind("app", "/app"),
        { kind: "volume", source: "v", target: "/app/data", readOnly: false },
        { kind: "tmpfs", source: "", target: "/app/tmp", readOnly: false },
        project.bind("elsewhere", "/app/crates"),
      ],
    } as const;
    for (const name of ["data/a.rs", "tmp/b.rs", "crates/c.rs"]) project.write(`app/${name}`);
    expect(await everywhere({ setup })).toEqual({});
    const file = project.write("elsewhere/lib.rs");
    project.watch.forgetAll();
    expect(await everywhere({ setup })).toMatchObject({ change: { file, certain: true } });
  });

  test("of a single file the reason is that it alone is mounted", async () => {
    project.write("app/src/main.rs");
    project.start();
    const setup = { mounts: [project.bind("app/src/main.rs", "/app/src/main.rs")] };
    await project.look({ setup });
    const file = project.write("app/src/main.rs");
    expect(project.watch.changed([file]).size).toBe(1);
    expect(await everywhere({ setup })).toMatchObject({
      change: {
        file,
        unseen: { cause: "noFileEvents", action: "restart", fix: expect.stringContaining("mount") },
      },
    });
  });

  test("a read-only one carries events: it is no reason by itself", async () => {
    project.write("app/src/main.rs");
    project.start();
    project.write("app/src/main.rs");
    const setup = { mounts: [project.bind("app", "/app", true)] };
    expect((await everywhere({ setup })).change?.unseen.cause).toBe("noFileEvents");
  });

  test("a source that is not here is told, where the tool is about it", async () => {
    project.write("app/src/main.rs");
    project.start();
    const other = { kind: "bind", source: "/nowhere/at/all", readOnly: false } as const;
    const mounts = [project.bind("app", "/app"), { ...other, target: "/data" }];
    expect(await everywhere({ setup: { mounts } })).toEqual({});
    const within = [{ ...other, target: "/app/crates" }];
    expect(await everywhere({ setup: { mounts: within } })).toEqual({
      incomplete: "/nowhere/at/all is not on this machine",
    });
  });

  test("on another machine nothing is known", async () => {
    project.write("app/src/main.rs");
    project.start();
    project.write("app/src/main.rs");
    expect(await project.look({}, project.open(false))).toEqual({
      incomplete: "the engine is on another machine",
    });
  });

  test("one that can't be read is told, a folder in it is not: a database's", async ({ skip }) => {
    if (process.getuid?.() === 0) skip("root reads everything");
    project.write("app/closed/main.rs");
    project.start();
    chmodSync(project.path("app/closed"), 0);
    expect((await project.look()).incomplete).toBeUndefined();
    chmodSync(project.path("app/closed"), 0o700);
    chmodSync(project.path("app"), 0);
    project.watch.forgetAll();
    expect((await project.look()).incomplete).toContain("app can't be read");
    chmodSync(project.path("app"), 0o700);
  });
});

describe("develop.watch", () => {
  const rule = (path: string, more: object) => ({ path, action: "sync" as const, ignore: [], ...more });
  const setup = { mounts: [] };

  test("what it copies is not seen while it is off, but for what it leaves out", async () => {
    project.write("app/src/main.rs");
    project.write("app/.dockerignore", "secret\n");
    project.start();
    const watch = [rule(project.path("app"), { target: "/app", ignore: ["docs/"] })];
    const service = { watch, build: { context: project.path("app") } };
    for (const name of ["docs/a.rs", "secret/b.rs", "x/.git/c.rs", "src/main.rs~"])
      project.write(`app/${name}`);
    expect(await everywhere({ setup, service })).toEqual({});
    const file = project.write("app/src/main.rs");
    project.watch.forgetAll();
    expect(await everywhere({ setup, service })).toMatchObject({
      change: { file, certain: true, unseen: { cause: "watchOff", action: "watch" } },
    });
    expect(await everywhere({ setup, service, watchOn: true })).toMatchObject({
      change: { file, certain: true, unseen: { cause: "noFileEvents" } },
    });
  });

  test("a read-only mount can't be copied into", async () => {
    project.write("app/src/main.rs");
    project.start();
    project.write("app/src/main.rs");
    const watch = [rule(project.path("app"), { target: "/app" })];
    const mounts = [{ kind: "volume", source: "v", target: "/app", readOnly: true } as const];
    expect(await everywhere({ setup: { mounts }, service: { watch }, watchOn: true })).toMatchObject({
      change: { unseen: { cause: "readOnlyMount" } },
    });
  });

  test("what is mounted is not copied", async () => {
    project.write("app/src/main.rs");
    project.start();
    project.write("app/src/main.rs");
    const watch = [rule(project.path("app"), { target: "/app" })];
    expect(await everywhere({ service: { watch } })).toMatchObject({
      change: { unseen: { cause: "noFileEvents" } },
    });
  });

  test.each([
    ["rebuild", "rebuild"],
    ["restart", "restart"],
    ["sync+restart", "watch"],
  ] as const)("%s asks for itself while watch is off, and not while it is on", async (action, asked) => {
    project.write("app/settings.ini");
    project.start();
    const imageBuiltAt = project.startedAt;
    const watch = [rule(project.path("app/settings.ini"), { action, target: "/etc/settings.ini" })];
    const given = { setup, service: { watch }, imageBuiltAt };
    expect(await everywhere(given)).toEqual({});
    const file = project.write("app/settings.ini", "other");
    project.watch.changed([file]);
    expect(await everywhere(given)).toMatchObject({ needs: { file, action: asked } });
    expect(await everywhere({ ...given, watchOn: true })).toEqual({});
  });
});

describe("what no reload takes in", () => {
  test("a Dockerfile that is newer than the image asks for a rebuild, unless it holds what it held", async () => {
    const dockerfile = project.write("Dockerfile", "FROM a\n");
    project.write("app/src/main.rs");
    project.start();
    const given = {
      service: { build: { context: project.root, dockerfile } },
      imageBuiltAt: project.startedAt,
    };
    expect(await everywhere(given)).toEqual({});
    project.write("Dockerfile", "FROM b\n");
    project.watch.changed([dockerfile]);
    const { needs } = await everywhere(given);
    expect(needs).toMatchObject({ file: dockerfile, action: "rebuild" });
    expect(needs?.reason).toMatch(
      /^Dockerfile was written at [\d:]{8}, after the image was built at [\d:]{8}\.$/,
    );
    project.write("Dockerfile", "FROM a\n");
    project.watch.changed([dockerfile]);
    expect(await everywhere(given)).toEqual({});
  });

  test("in a folder that was cloned after the image was built nothing is said of it", async () => {
    project.start();
    const dockerfile = project.write("Dockerfile", "FROM a\n");
    const service = { build: { context: project.root, dockerfile } };
    expect(await everywhere({ service, imageBuiltAt: project.startedAt })).not.toHaveProperty("needs");
  });

  test("without the image's time nothing is said of it", async () => {
    const dockerfile = project.write("Dockerfile");
    project.write("app/src/main.rs");
    project.start();
    project.write("Dockerfile");
    expect(await everywhere({ service: { build: { context: project.root, dockerfile } } })).toEqual({});
  });

  describe("packages", () => {
    const volume = { kind: "volume", readOnly: false, target: "/app/node_modules" } as const;
    test.each([
      ["beside the code", [], "restart", "install them there first"],
      ["in memory", [{ ...volume, kind: "tmpfs" as const, source: "" }], "restart", "lie in memory"],
      ["in a volume", [{ ...volume, source: "modules" }], "restart", "a volume at /app/node_modules"],
      ["in an anonymous volume", [{ ...volume, source: "a".repeat(64) }], "rebuild", "anonymous volume"],
    ])("that lie %s", async (_where, mounts, action, words) => {
      const file = project.write("app/bun.lock", "1");
      project.start();
      const setup = { mounts: [project.bind("app", "/app"), ...mounts] };
      const given = { tool: BUN, setup, imageBuiltAt: project.startedAt };
      expect(await everywhere(given)).toEqual({});
      project.write("app/bun.lock", "2");
      project.watch.changed([file]);
      expect(await everywhere(given)).toMatchObject({
        needs: { file, action, reason: expect.stringContaining(words) },
      });
    });

    test("that are a part of the image", async () => {
      const dockerfile = project.write("app/Dockerfile", "FROM x\nWORKDIR /app\nCOPY . .\n");
      const file = project.write("app/bun.lock", "1");
      project.write("app/src/a.ts");
      project.start();
      const given = {
        tool: BUN,
        setup: { mounts: [project.bind("app/src", "/app/src")] },
        service: { build: { context: project.path("app"), dockerfile } },
        imageBuiltAt: project.startedAt,
      };
      expect(await everywhere(given)).toEqual({});
      project.write("app/bun.lock", "2");
      project.watch.changed([file]);
      expect(await everywhere(given)).toMatchObject({ needs: { file, action: "rebuild" } });
    });

    test("a start that installs may write the lock file itself", async () => {
      project.write("app/src/a.ts");
      project.start();
      project.write("app/bun.lock", "1");
      const command = ["sh", "-c", "bun install && bun --watch src/a.ts"];
      expect(await everywhere({ tool: BUN, setup: { command } })).toEqual({});
    });

    test("cargo takes its lock file in", async () => {
      project.write("app/src/main.rs");
      project.start();
      project.write("app/Cargo.lock");
      expect(await everywhere()).toEqual({});
    });
  });

  describe("bun's settings", () => {
    test.each([".env", ".env.local", "bunfig.toml", "tsconfig.json"])("%s", async (name) => {
      project.write("app/main.ts");
      project.start();
      const file = project.write(`app/${name}`, "A=1");
      const setup = { command: ["bun", "--hot", "main.ts"] };
      const { needs } = await everywhere({ tool: BUN, setup });
      expect(needs).toMatchObject({ file, action: "restart" });
      expect(needs).not.toHaveProperty("orReload");
    });

    test("are read again as bun --watch starts the program anew", async () => {
      project.write("app/main.ts");
      project.start();
      project.write("app/.env");
      const setup = { command: ["bun", "--watch", "main.ts"] };
      expect(await everywhere({ tool: BUN, setup })).toMatchObject({ needs: { orReload: true } });
    });

    test("Vite reads its own itself", async () => {
      project.write("app/main.ts");
      project.start();
      for (const name of [".env", "tsconfig.json", "vite.config.ts"]) project.write(`app/${name}`);
      expect(await everywhere({ tool: VITE })).toEqual({});
    });
  });

  test("plain cargo watches nothing: a restart takes the change in", async () => {
    const file = project.write("app/src/main.rs", "1");
    project.write("app/tests/it.rs", "1");
    project.start();
    expect(await everywhere({ tool: CARGO })).toEqual({});
    project.write("app/tests/it.rs", "2");
    project.write("app/src/main.rs", "2");
    project.watch.changed([file]);
    const { change, needs } = await everywhere({ tool: CARGO });
    expect(change).toBeUndefined();
    expect(needs).toMatchObject({ file, action: "restart", reason: expect.stringContaining("cargo run") });
    project.write("app/src/main.rs", "1");
    project.watch.changed([file]);
    expect(await everywhere({ tool: CARGO })).toEqual({});
  });

  test("a source that is copied into the image is neither mounted nor seen", async () => {
    const dockerfile = project.write(
      "Dockerfile",
      "FROM x AS dev\nWORKDIR /app\nCOPY app/ ./\nFROM x\nCOPY . /app\n",
    );
    const file = project.write("app/Cargo.toml", "1");
    project.write("app/src/main.rs");
    project.write("other/lib.rs");
    project.start();
    const given = {
      setup: { mounts: [project.bind("app/src", "/app/src")] },
      service: { build: { context: project.root, dockerfile, target: "dev" } },
      imageBuiltAt: project.startedAt,
    };
    expect(await everywhere(given)).toEqual({});
    project.write("other/lib.rs");
    project.write("app/Cargo.toml", "2");
    project.watch.changed([file, project.path("other/lib.rs")]);
    expect(await everywhere(given)).toMatchObject({
      change: { file, certain: true, unseen: { cause: "notMounted", action: "rebuild" } },
      needs: { file, action: "rebuild" },
    });
  });

  test("of several the one that asks for most is told", async () => {
    const dockerfile = project.write("Dockerfile", "1");
    project.write("app/main.ts");
    project.start();
    const service = { build: { context: project.root, dockerfile } };
    const given = { tool: BUN, service, imageBuiltAt: project.startedAt };
    expect(await everywhere(given)).toEqual({});
    project.write("Dockerfile", "2");
    project.watch.changed([dockerfile, project.write("app/.env")]);
    expect(await everywhere(given)).toMatchObject({ needs: { action: "rebuild" } });
  });
});

test("a look that is given up rejects, and the next one is whole", async () => {
  project.write("app/src/main.rs");
  project.start();
  const file = project.write("app/src/main.rs");
  const { container } = await import("../../stack/containers.ts");
  const query = {
    container: container({
      id: project.id,
      startedAt: project.startedAt,
      setup: {
        createdAt: 0,
        command: [],
        workingDir: "/app",
        tty: false,
        logDriver: "",
        mounts: [project.bind("app", "/app")],
      },
    }),
    tool: cargoWatch(),
    service: undefined,
    watchOn: false,
  };
  await expect(project.watch.look(query, AbortSignal.abort())).rejects.toThrow("abort");
  expect(await project.watch.look(query, new AbortController().signal)).toMatchObject({ change: { file } });
});
