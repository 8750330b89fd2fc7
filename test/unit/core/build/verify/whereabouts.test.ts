import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { chooseFiles } from "../../../../../src/core/build/verify/chooseFiles.ts";
import { whereabouts } from "../../../../../src/core/build/verify/whereabouts.ts";
import type { ComposeService } from "../../../../../src/core/compose/model.ts";
import type { ContainerMount } from "../../../../../src/core/engine/container.ts";

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), "devloop-places-")));
  await write("app/Dockerfile", "FROM x\nWORKDIR /app\nCOPY src src\nCOPY one /opt/\n");
  await write("app/src/main.rs", "");
  await write("app/one", "");
});

afterEach(() => rm(root, { recursive: true, force: true }));

const at = (name: string) => path.join(root, name);

async function write(name: string, text: string): Promise<void> {
  await mkdir(path.dirname(at(name)), { recursive: true });
  await writeFile(at(name), text);
}

function service(more: Partial<ComposeService> = {}): ComposeService {
  const flags = { buildable: true, watchable: false, active: true, profiles: [] };
  const build = { context: at("app"), dockerfile: at("app/Dockerfile") };
  return { name: "web", ...flags, build, ...more };
}

function places(mounts: readonly ContainerMount[] = [], declared = service(), isLocal = true) {
  return whereabouts(declared, { mounts }, isLocal);
}

const bind = (source: string, target: string): ContainerMount => ({
  kind: "bind",
  source: at(source),
  target,
  readOnly: false,
});

describe("where a container has a file", () => {
  test("where it was copied to", async () => {
    const its = await places();
    expect(its.of(at("app/src/main.rs"))).toEqual({ kind: "copied", paths: ["/app/src/main.rs"] });
    expect(its.of(at("app/one"))).toEqual({ kind: "copied", paths: ["/opt/one"] });
    expect(its.of(at("app/Dockerfile"))).toMatchObject({ kind: "unknown" });
  });

  test("where it is mounted, in place of a copy", async () => {
    const its = await places([bind("app/src", "/app/src"), bind("app/one", "/opt/one")]);
    expect(its.of(at("app/src/main.rs"))).toEqual({
      kind: "mounted",
      path: "/app/src/main.rs",
      single: false,
    });
    expect(its.of(at("app/one"))).toEqual({ kind: "mounted", path: "/opt/one", single: true });
  });

  test("a mount of another machine's folder is none of this one's", async () => {
    const its = await places([bind("app", "/mnt")], service(), false);
    expect(its.of(at("app/src/main.rs"))).toEqual({ kind: "copied", paths: ["/app/src/main.rs"] });
  });

  test("where develop.watch copies it to, then where it was copied to", async () => {
    const watch = [{ path: at("app/src"), action: "sync" as const, target: "/synced", ignore: [] }];
    const its = await places([], service({ watch }));
    expect(its.of(at("app/src/main.rs"))).toEqual({
      kind: "copied",
      paths: ["/synced/main.rs", "/app/src/main.rs"],
    });
  });

  test("in a volume, but not in memory", async () => {
    const volume: ContainerMount = { kind: "volume", source: "v", target: "/app", readOnly: false };
    expect((await places([volume])).of(at("app/src/main.rs"))).toMatchObject({ kind: "copied" });
    expect((await places([{ ...volume, kind: "tmpfs" }])).of(at("app/src/main.rs"))).toEqual({
      kind: "unknown",
      reason: "main.rs can't be compared: a tmpfs at /app hides the container's copy of it.",
    });
  });

  test("a service that is built elsewhere", async () => {
    const its = await places([], service({ build: {} }));
    expect(its.of(at("app/one"))).toMatchObject({
      reason: expect.stringContaining("is not built from a folder"),
    });
  });
});

describe("the files that are compared where none is named", () => {
  const signal = () => new AbortController().signal;
  const changed = (...files: string[]) => ({
    code: {
      kind: "changed" as const,
      builtAt: 0,
      files: files.map((file) => ({ file: at(file), kind: "changed" as const })),
      more: 0,
    },
  });

  test("those that the image lacks", async () => {
    const its = await places();
    expect(await chooseFiles(changed("app/one", "app/Dockerfile"), its, signal())).toEqual([at("app/one")]);
  });

  test("else the first that are copied into it, without those that are mounted", async () => {
    const all = [at("app/one"), at("app/src/main.rs")];
    expect(await chooseFiles(undefined, await places(), signal())).toEqual(all);
    expect(await chooseFiles(changed("app/Dockerfile"), await places(), signal())).toEqual(all);
    const mounted = await places([bind("app/src", "/app/src")]);
    expect(await chooseFiles({ code: { kind: "unknown", reason: "x" } }, mounted, signal())).toEqual([
      at("app/one"),
    ]);
  });

  test("no more than twenty, and none of folders that hold what tools write", async () => {
    for (let index = 0; index < 30; index++) await write(`app/src/${index}.rs`, "");
    await write("app/src/node_modules/x.js", "");
    const chosen = await chooseFiles(undefined, await places(), signal());
    expect(chosen).toHaveLength(20);
    expect(chosen.filter((file) => file.includes("node_modules"))).toEqual([]);
  });
});
