import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { packageExtension } from "../../tools/package.ts";
import { run } from "../../tools/support/run.ts";
import { offeredCommands } from "../../tools/vscode/workbenchPalette.ts";
import { answerNotification, notifications, statusBarEntries } from "../../tools/vscode/workbenchParts.ts";
import type { TreeRow } from "../../tools/vscode/workbenchTree.ts";
import { shellImage } from "../engine/support/composeProject.ts";
import { FakeEngine } from "../unit/core/engine/support/fakeEngine.ts";
import { openSession, type Session, type SessionOptions } from "./support/session.ts";

const project = `devloop-ui-${randomBytes(3).toString("hex")}`;
let vsix: Promise<string>;
let files: Record<string, string>;
let session: Session | undefined;

beforeAll(async () => {
  vsix = packageExtension();
  const image = await shellImage();
  const talk = '["sh", "-c", "echo -e \\"\\\\\\\\033[32mready\\\\\\\\033[0m to serve\\"; exec /bin/idle"]';
  files = {
    "compose.yaml": [
      `name: ${project}`,
      "services:",
      `  web: { image: "${image}", command: ${talk}, ports: ["127.0.0.1::8080"],`,
      '    healthcheck: { test: ["CMD", "true"], interval: 1s } }',
      `  worker: { image: "${image}" }`,
      `  job: { image: "${image}", command: ["sh", "-c", "exit 3"] }`,
    ].join("\n"),
  };
});

afterEach(async () => {
  await session?.end();
  session = undefined;
});

afterAll(async () => {
  await run("docker", ["compose", "--project-name", project, "down", "--volumes"]);
});

async function open(options: Partial<SessionOptions> = {}): Promise<Session> {
  session = await openSession({ files, ...options }, vsix);
  await session.workbench.openContainer("Dev Loop");
  return session;
}

const described = (rows: readonly TreeRow[], label: string) =>
  rows.find((row) => row.label === label)?.description ?? "(no such row)";

describe("the sidebar, from a clean profile", () => {
  test("brings a stack up, shows what becomes of it, and takes it down", async () => {
    const { workbench, screenshots } = await open();
    const tree = workbench.tree("Stacks");
    await tree.waitFor((rows) => described(rows, "web") === "not created");
    await tree.inlineAction(project, "Up");
    const rows = await tree.waitFor(
      (all) =>
        /^running · healthy · :\d+ · since /.test(described(all, "web")) &&
        /^running · since /.test(described(all, "worker")) &&
        described(all, "job") === "exited (3)",
    );
    expect(described(rows, project)).toBe("2 of 3 running");
    expect(rows.find(({ label }) => label === "web")?.ariaLabel).toMatch(/^service web, running · healthy/);
    const statusBar = async () =>
      (await statusBarEntries(workbench.page)).find(({ text }) => text.includes(project))?.text;
    await expect.poll(statusBar, { timeout: 30_000 }).toContain("job");
    await screenshots("stack-up");

    // Somebody else's command, not ours: the row follows the engine.
    const ids = await run("docker", ["ps", "-q", "--filter", `label=com.docker.compose.project=${project}`]);
    await run("docker", ["kill", ...ids.stdout.trim().split("\n")]);
    await tree.waitFor(
      (all) => described(all, "web") === "killed (137)" && described(all, "worker") === "killed (137)",
    );

    await tree.inlineAction("web", "Restart (same container)");
    await tree.waitFor((all) => /^running · healthy/.test(described(all, "web")));

    await tree.inlineAction("web", "Follow log");
    const terminal = workbench.page.locator(".terminal-wrapper .xterm-rows");
    await expect
      .poll(async () => (await terminal.allInnerTexts()).join("\n").replaceAll("\u00a0", " "), {
        timeout: 30_000,
      })
      .toContain("ready to serve");
    await screenshots("log");

    // From its row: in the palette, Down asks which stack is meant where the engine has others.
    await tree.inlineAction(project, "Down");
    await tree.waitFor(
      (all) => described(all, "web") === "not created" && described(all, "job") === "not created",
    );
  });

  test("says what is missing where there is no engine, and how to get it", async () => {
    const { workbench, screenshots } = await open({
      env: { DOCKER_HOST: "unix:///nonexistent/docker.sock" },
    });
    const welcome = async () => (await workbench.welcome()).text;
    await expect.poll(welcome, { timeout: 30_000 }).toMatch(/DOCKER_HOST/);
    expect((await workbench.welcome()).buttons).toContain("Try Again");
    await screenshots("no-engine");
  });

  test("says what it looks for where there is no compose file, and nothing else on the engine", async () => {
    const engine = await FakeEngine.start();
    const { workbench, screenshots } = await open({
      files: {},
      env: { DOCKER_HOST: `unix://${engine.socket}` },
    });
    await expect
      .poll(async () => (await workbench.welcome()).text, { timeout: 30_000 })
      .toContain("no compose file");
    await screenshots("no-compose-file");
    await session?.end();
    session = undefined;
    await engine.stop();
  });

  test("starts nothing in an untrusted folder, says so, and wakes when it is trusted", async () => {
    const { workbench, screenshots } = await open({ trust: "enabled" });
    await expect
      .poll(async () => (await workbench.welcome()).text, { timeout: 30_000 })
      .toContain("not trusted");
    await screenshots("untrusted");
    await workbench.trustFolder();
    await workbench.openContainer("Dev Loop");
    await workbench.tree("Stacks").waitFor((rows) => rows.some(({ label }) => label === project));
  });

  test("says what failed when an action fails, and shows the output when asked", async () => {
    const { workbench } = await open({
      files: { "compose.yaml": `name: ${project}\nservices:\n  web: { build: ./nowhere }\n` },
    });
    await workbench.tree("Stacks").waitFor((rows) => described(rows, "web") === "not created");
    await workbench.runCommand("Dev Loop: Up");
    await answerNotification(workbench.page, "nowhere", "Show Output");
    await workbench.page
      .locator(".output-view-content, .part.panel .view-lines")
      .getByText("nowhere")
      .first()
      .waitFor();
    // The progress of Up, which VS Code shows for a moment longer, and the answered question are gone in the end.
    await expect.poll(() => notifications(workbench.page), { timeout: 30_000 }).toEqual([]);
  });

  test("offers in the palette what is of use there", async () => {
    const { workbench } = await open();
    await workbench.tree("Stacks").waitFor((rows) => described(rows, "web") === "not created");
    const offered = await offeredCommands(workbench.page, "Dev Loop:");
    expect(offered).toEqual(expect.arrayContaining([expect.stringMatching(/^Dev Loop: Down/)]));
    expect(offered.filter((title) => /Open compose files|Show output/.test(title))).toEqual([]);
  });

  test("points at the compose file that Compose refuses, and takes it up when it is mended", async () => {
    const { workbench, screenshots, folder } = await open({
      files: { "compose.yaml": "services:\n  web: [\n" },
    });
    const tree = workbench.tree("Stacks");
    await tree.waitFor((rows) => rows.some(({ description }) => /yaml/.test(description)));
    await screenshots("broken-compose-file");
    await writeFile(path.join(folder, "compose.yaml"), files["compose.yaml"] ?? "");
    await tree.waitFor((rows) => described(rows, "web") === "not created");
  });
});
