import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ensureTestTools, type TestTools } from "../../tools/engine/test-tools.ts";
import { packageExtension } from "../../tools/package.ts";
import { createProgress } from "../../tools/support/progress.ts";
import { run } from "../../tools/support/run.ts";
import { notifications, statusBarEntries } from "../../tools/vscode/workbenchParts.ts";
import type { TreeRow } from "../../tools/vscode/workbenchTree.ts";
import { GATED_BUILD, rustPackage, rustServer, TYPE_ERROR } from "../engine/reload/support/programs.ts";
import { rustService } from "../engine/reload/support/services.ts";
import { openSession, type Session } from "./support/session.ts";

const project = `devloop-ui-${randomBytes(3).toString("hex")}`;
let vsix: Promise<string>;
let tools: TestTools;
let session: Session | undefined;

beforeAll(async () => {
  vsix = packageExtension();
  tools = await ensureTestTools({
    engine: { env: {} },
    progress: createProgress("ui"),
    env: process.env,
  });
});

afterEach(async () => {
  await session?.end();
  session = undefined;
});

afterAll(async () => {
  await run("docker", ["compose", "--project-name", project, "down", "--volumes"]);
});

const described = (rows: readonly TreeRow[], label: string) =>
  rows.find((row) => row.label === label)?.description ?? "(no such row)";

describe("hot reload, from a clean profile", () => {
  test("is told from the save on: compiling, failed, mended, and not seen", async () => {
    const watched = ["sh", "-c", "cargo watch -x run & exec sleep infinity"];
    const services = {
      backend: rustService(tools, "backend", ["cargo", "watch", "-x", "run"]),
      worker: rustService(tools, "worker", watched),
    };
    session = await openSession(
      {
        files: {
          "compose.yaml": JSON.stringify({ name: project, services }, null, 2),
          ...rustPackage("backend"),
          ...rustPackage("worker"),
          "backend/build.rs": GATED_BUILD,
          "backend/go": "",
        },
      },
      vsix,
    );
    const { workbench, screenshots, folder } = session;
    const write = (file: string, text: string) => writeFile(path.join(folder, file), text);
    const statusBar = async () =>
      (await statusBarEntries(workbench.page)).find(({ text }) => /backend|worker|devloop-ui/.test(text))
        ?.text;
    await workbench.openContainer("Dev Loop");
    const tree = workbench.tree("Stacks");
    await tree.waitFor((rows) => described(rows, "backend") === "not created");
    await tree.inlineAction(project, "Up");
    await tree.waitFor((rows) =>
      ["backend", "worker"].every((name) => described(rows, name).includes("serving the new build")),
    );

    // The build script waits for a file, so that there is time to look.
    await run("rm", [path.join(folder, "backend/go")]);
    await write("backend/src/main.rs", rustServer("2", TYPE_ERROR));
    await tree.waitFor((rows) => described(rows, "backend").startsWith("compiling"));
    await expect.poll(statusBar, { timeout: 10_000 }).toContain("backend compiling");
    await screenshots("reload-compiling");
    await write("backend/go", "");

    await tree.waitFor((rows) => /^failed · 1 error · nothing serving/.test(described(rows, "backend")));
    await expect.poll(statusBar, { timeout: 10_000 }).toContain("backend failed, 1 error, nothing serving");
    await screenshots("reload-failed");

    await write("backend/src/main.rs", rustServer("3"));
    await tree.waitFor((rows) => /serving the new build · \d/.test(described(rows, "backend")));
    await screenshots("reload-recovered");

    await run("docker", [
      "exec",
      `${project}-worker-1`,
      "sh",
      "-c",
      "kill $(cat /proc/[0-9]*/stat | sed -n 's/^\\([0-9]*\\) (cargo-watch).*/\\1/p')",
    ]);
    await write("worker/src/main.rs", rustServer("2"));
    await tree.waitFor((rows) => /change not seen · watcher not running/.test(described(rows, "worker")));
    await expect.poll(statusBar, { timeout: 10_000 }).toContain("worker");
    await screenshots("reload-not-seen");
    // What the eye sees already is not said a second time.
    await expect.poll(() => notifications(workbench.page), { timeout: 30_000 }).toEqual([]);
  });
});
