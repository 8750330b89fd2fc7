import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ensureShellImage } from "../../tools/engine/shell-image.ts";
import { packageExtension } from "../../tools/package.ts";
import { createProgress } from "../../tools/support/progress.ts";
import { run } from "../../tools/support/run.ts";
import { notifications, statusBarEntries } from "../../tools/vscode/workbenchParts.ts";
import type { TreeRow } from "../../tools/vscode/workbenchTree.ts";
import { openSession, type Session } from "./support/session.ts";

const project = `devloop-ui-${randomBytes(3).toString("hex")}`;
let vsix: Promise<string>;
let image: string;
let state: string;
let session: Session | undefined;

beforeAll(async () => {
  vsix = packageExtension();
  image = await ensureShellImage({ engine: { env: {} }, progress: createProgress("ui"), env: process.env });
  state = await mkdtemp(path.join(tmpdir(), "devloop-ui-state-"));
});

afterEach(async () => {
  await session?.end();
  session = undefined;
});

afterAll(async () => {
  // A build that a test left behind waits for it.
  await openGate();
  await run("docker", ["compose", "--project-name", project, "down", "--volumes", "--rmi", "local"]);
  await rm(state, { recursive: true, force: true, maxRetries: 5 });
});

/** What builds wait for, so that there is time to look: a file in a cache that all of them share. */
const GATE = `--mount=type=cache,id=${project},target=/gate`;
const dockerfile = (...lines: string[]) =>
  [
    `FROM ${image} AS build`,
    "WORKDIR /app",
    "COPY src src",
    `RUN ${GATE} until [ -e /gate/open ]; do sleep 0.1; done; cat src/main.rs > server`,
    ...lines,
    `FROM ${image}`,
    "COPY --from=build /app/server /server",
    'CMD ["idle"]',
    "",
  ].join("\n");
/** Another one in each run: the engine's cache may have what was built of the one before. */
const source = (version: number) => `fn main() {\n    println!("${project} ${version}");\n}\n`;
const compose = JSON.stringify(
  { name: project, services: { backend: { build: "backend", stop_grace_period: "1s" } } },
  null,
  2,
);

const described = (rows: readonly TreeRow[], label: string) =>
  rows.find((row) => row.label === label)?.description ?? "(no such row)";

describe("builds, from a clean profile", () => {
  test("are told while they run, where they fail, and when what they made is stale", async () => {
    session = await openSession(
      {
        files: {
          "compose.yaml": compose,
          "backend/Dockerfile": dockerfile(),
          "backend/src/main.rs": source(1),
        },
        env: { XDG_STATE_HOME: state },
      },
      vsix,
    );
    const { workbench, screenshots, folder } = session;
    const { page } = workbench;
    const write = (file: string, text: string) => writeFile(path.join(folder, file), text);
    const statusBar = async () =>
      (await statusBarEntries(page)).find(({ text }) => /backend|devloop-ui/.test(text))?.text;
    await workbench.openContainer("Dev Loop");
    const tree = workbench.tree("Stacks");
    await tree.waitFor((rows) => described(rows, "backend") === "not created");

    // Typed in a terminal: nobody told Dev Loop of it.
    const typed = run("docker", ["compose", "--project-directory", folder, "up", "--build", "--detach"]);
    await tree.waitFor((rows) => /^building 3\/\d · 0:\d\d$/.test(described(rows, "backend")), 60_000);
    await expect.poll(statusBar, { timeout: 10_000 }).toMatch(/^\$\(sync\) .*: backend 3\/\d · 0:\d\d$/);
    await screenshots("build-at-work");
    await openGate();
    await typed;
    await tree.waitFor((rows) => /^running · since/.test(described(rows, "backend")));

    await write("backend/src/main.rs", source(2));
    await tree.waitFor((rows) => /^image lacks your change in main\.rs/.test(described(rows, "backend")));
    await expect.poll(statusBar, { timeout: 10_000 }).toContain("image lacks your change in main.rs");
    await screenshots("build-stale");

    await write(
      "backend/Dockerfile",
      dockerfile('RUN echo "error: linking with cc failed" \\', "  && exit 101"),
    );
    await expect(run("docker", ["compose", "--project-directory", folder, "build"])).rejects.toThrow();
    await tree.waitFor((rows) => /^build failed · running/.test(described(rows, "backend")));
    await expect.poll(statusBar, { timeout: 10_000 }).toContain("backend build failed");
    await page.locator(".statusbar-item", { hasText: "build failed" }).click();
    await choose(page.locator(".quick-input-widget"), "Open backend/Dockerfile");
    await page.locator(".monaco-editor .squiggly-error").first().waitFor();
    await workbench.runCommand("Problems: Focus on Problems View");
    await page.locator(".markers-panel").getByText("linking with cc failed").first().waitFor();
    await screenshots("build-failed");

    // The panel goes, so that the table of the steps is in the picture.
    await page.keyboard.press("Control+j");
    await workbench.runCommand("Dev Loop: Build history");
    await choose(page.locator(".quick-input-widget"), "backend", "succeeded|cold|cached");
    const report = page.frameLocator("iframe.webview.ready:visible").frameLocator("iframe#active-frame");
    await report.getByText("COPY src src").first().waitFor();
    await screenshots("build-report");
    await expect.poll(() => notifications(page), { timeout: 30_000 }).toEqual([]);
  });
});

/**
 * A build of no service does it, by a command that no other has: the mount is no part of the cache's key, and without
 * cache it would be another one (Docker 28.5).
 */
async function openGate(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "devloop-ui-gate-"));
  await writeFile(
    path.join(folder, "Dockerfile"),
    `FROM ${image}\nRUN ${GATE} touch /gate/open # ${folder}\n`,
  );
  await run("docker", ["build", folder]);
  await rm(folder, { recursive: true });
}

/** Takes the row of a question that has the label, and the description where one is given. */
async function choose(question: Locator, label: string, description = ""): Promise<void> {
  const row = question
    .locator(".monaco-list-row", { hasText: label })
    .filter({ hasText: new RegExp(description) })
    .first();
  await row.click();
}
