import { randomBytes } from "node:crypto";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageExtension } from "../../tools/package.ts";
import { run } from "../../tools/support/run.ts";
import { statusBarEntries } from "../../tools/vscode/workbenchParts.ts";
import type { TreeRow } from "../../tools/vscode/workbenchTree.ts";
import { shellImage } from "../engine/support/composeProject.ts";
import { openSession, type Session } from "./support/session.ts";

const unique = randomBytes(3).toString("hex");
const project = `devloop-own-${unique}`;
// Their letters bring them to the top of their groups, whatever else is on the engine.
const other = `a-devloop-other-${unique}`;
const loose = `a-devloop-loose-${unique}`;

let image: string;
let folder: string;
let session: Session;

beforeAll(async () => {
  image = await shellImage();
  folder = await realpath(await mkdtemp(path.join(tmpdir(), `${other}-`)));
  const files = { "compose.yaml": composeFile("old") };
  session = await openSession({ files }, packageExtension());
  await writeFile(
    path.join(folder, "compose.yaml"),
    `name: ${other}\nservices:\n  blog: { image: "${image}" }\n  search: { image: "${image}" }\n`,
  );
  await Promise.all([
    compose(session.folder, "up", "--detach").then(() =>
      compose(session.folder, "run", "--detach", "worker"),
    ),
    compose(folder, "up", "--detach", "blog"),
    run("docker", ["run", "--detach", "--name", loose, image]),
  ]);
});

afterAll(async () => {
  await Promise.allSettled([
    ...[project, other].map((name) =>
      run("docker", ["compose", "--project-name", name, "down", "--remove-orphans", "--timeout", "1"]),
    ),
    run("docker", ["rm", "--force", loose]),
    session?.end(),
  ]);
  await rm(folder, { recursive: true, force: true });
});

function composeFile(...more: string[]): string {
  return [
    `name: ${project}`,
    "services:",
    `  web: { image: "${image}", scale: 2, ports: ["127.0.0.1::8080"] }`,
    `  worker: { image: "${image}" }`,
    `  debug: { image: "${image}", profiles: ["debug"] }`,
    ...more.map((name) => `  ${name}: { image: "${image}" }`),
  ].join("\n");
}

async function compose(projectDir: string, ...args: string[]): Promise<void> {
  await run("docker", ["compose", "--project-directory", projectDir, ...args]);
}

const described = (rows: readonly TreeRow[], label: string) =>
  rows.find((row) => row.label === label)?.description ?? "(no such row)";

test("the sidebar shows everything on the engine, each as what it is", async () => {
  const { workbench, screenshots } = session;
  await workbench.openContainer("Dev Loop");
  const tree = workbench.tree("Stacks");
  await tree.waitFor((rows) => described(rows, project).startsWith("3 of 3 running"));

  // What the files no longer name goes on running; what they say of worker is not what it was made from.
  const edited = composeFile().replace("worker: {", 'worker: { labels: ["edited=yes"],');
  await writeFile(path.join(session.folder, "compose.yaml"), edited);
  await tree.waitFor((rows) => described(rows, "old").startsWith("running · not in the compose files · "));
  await tree.click("Other containers");
  await tree.click("Other projects");
  await tree.click(other);
  await tree.click("web");
  const rows = await tree.waitFor(
    (all) =>
      /^running · edited since it was made · 1 one-off · since /.test(described(all, "worker")) &&
      /^running · /.test(described(all, "blog")) &&
      described(all, loose).startsWith(`running · ${image} · since `) &&
      described(all, project) === "3 of 3 running · Up would recreate 1" &&
      /^2 of 2 running · :\d+ · :\d+ · since /.test(described(all, "web")) &&
      described(all, "debug") === "profile debug is not active" &&
      described(all, other) === "1 of 1 running",
  );
  expect(rows.find(({ label }) => label === loose)).toMatchObject({ level: 2, icon: "play-circle" });
  expect(rows.find(({ label }) => label === "debug")?.ariaLabel).toMatch(
    /^service debug, profile debug is not active/,
  );
  expect(rows.filter(({ level }) => level === 1).map(({ label }) => label)).toEqual([
    project,
    "Other projects",
    "Other containers",
  ]);
  await expect
    .poll(async () => (await statusBarEntries(workbench.page)).map(({ text }) => text), { timeout: 30_000 })
    .toContainEqual(expect.stringContaining(`${project} 3/3`));
  await screenshots("everything");

  // There is no bringing it up again from here: a click that slipped takes nothing away.
  await tree.inlineAction(other, "Down");
  const question = workbench.page.locator(".monaco-dialog-box");
  await question.getByText(`Take ${other} down?`).waitFor();
  await workbench.page.keyboard.press("Escape");
  await question.waitFor({ state: "hidden" });
  expect(described(await tree.rows(), other)).toBe("1 of 1 running");

  // A project's end is its row's end, whoever ends it.
  await compose(folder, "down", "--timeout", "1");
  await tree.waitFor((all) => all.every(({ label }) => label !== other));
});
