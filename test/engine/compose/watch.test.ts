import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { ActionResult } from "../../../src/shared/protocol.ts";
import { type ComposeProject, composeProject, shellImage } from "../support/composeProject.ts";
import { type StackApp, stackApp } from "../support/stackApp.ts";

let image: string;
let project: ComposeProject;
let stack: StackApp;

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  project = await composeProject();
  await project.write("src/page", "one");
  await project.write("deps", "one");
  await project.write("Dockerfile", `FROM ${image}\nCOPY src /src\nCOPY deps /deps\n`);
  await project.write(
    "compose.yaml",
    `name: ${project.name}
services:
  web:
    build: .
    develop:
      watch:
        - { action: sync, path: ./src, target: /src }
        - { action: rebuild, path: ./deps }
  plain: { image: "${image}" }
`,
  );
  stack = await stackApp(project.name, project.folder);
});

afterEach(async () => {
  await stack.dispose();
  await project.dispose();
});

interface Watching {
  readonly result: Promise<ActionResult>;
  readonly abort: AbortController;
  /** Resolves once it has printed that. */
  printed(text: string): Promise<void>;
}

function watch(): Watching {
  const abort = new AbortController();
  let output = "";
  const waiting = new Set<() => void>();
  const result = stack.app.watch(project.name, abort.signal, async (text) => {
    output += text;
    for (const check of waiting) check();
  });
  const printed = (text: string) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (output.includes(text)) resolve();
      };
      waiting.add(check);
      check();
    });
  return { result, abort, printed };
}

const inContainer = (file: string) => project.run("exec", `${project.name}-web-1`, "cat", file);

/** This machine's living processes that watch the project. */
function processes(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        return line.includes(project.name) && line.includes(" watch ") ? [line] : [];
      } catch {
        return [];
      }
    });
}

test("takes edits to the container and rebuilds it, until it is cancelled or the stack goes down", async () => {
  await expect(watch().result).rejects.toThrow(`Nothing of ${project.name} is running: bring it up first.`);
  await stack.act({ kind: "up" });
  await stack.until(({ running }) => running === 2);
  const first = await project.runs();

  const on = watch();
  await on.printed("Watch enabled");
  expect(stack.stack.watch).toMatchObject({ kind: "on" });
  await expect(watch().result).rejects.toThrow("is on already");
  await project.write("src/page", "two");
  await expect.poll(() => inContainer("/src/page"), { timeout: 30_000 }).toBe("two");
  expect((await project.runs())["web"]).toEqual(first["web"]);
  await project.write("deps", "two");
  await on.printed("successfully built");
  await expect.poll(() => inContainer("/deps").catch(String), { timeout: 30_000 }).toBe("two");
  expect((await project.runs())["plain"]).toEqual(first["plain"]);

  on.abort.abort();
  expect(await on.result).toEqual({ kind: "cancelled" });
  expect(stack.stack.watch).toEqual({ kind: "off" });
  if (process.platform === "linux") expect(processes()).toEqual([]);

  const again = watch();
  await again.printed("Watch enabled");
  // One service's end is none of the stack's.
  await stack.act({ kind: "stop", services: ["plain"] });
  expect(stack.stack.watch).toMatchObject({ kind: "on" });
  expect((await stack.act({ kind: "down" })).result).toEqual({ kind: "done" });
  expect(await again.result).toEqual({ kind: "cancelled" });
  expect(stack.stack.watch).toEqual({ kind: "off" });
});

test("has failed where it ended by itself, which is forgotten with the stack's end", async () => {
  await stack.act({ kind: "up" });
  await stack.until(({ running }) => running === 2);
  const others = watch();
  await others.printed("Watch enabled");
  // Compose lets one process watch a project.
  const second = await stackApp(project.name, project.folder);
  try {
    await second.until(({ running }) => running === 2);
    const result = await second.app.watch(project.name, new AbortController().signal, async () => {});
    const reason = new RegExp(
      `^docker compose watch runs already for ${project.name} \\(process \\d+\\): end that one first\\.$`,
    );
    expect(result).toMatchObject({ kind: "failed", summary: expect.stringMatching(reason) });
    expect(second.stack.watch).toEqual({ kind: "failed", reason: expect.stringMatching(reason) });
    await second.act({ kind: "stop" });
    expect(second.stack.watch).toEqual({ kind: "off" });
  } finally {
    await second.dispose();
  }
  await stack.dispose();
  expect(await others.result).toEqual({ kind: "cancelled" });
});

test("a stack that says nothing of watching is told so", async () => {
  await project.write("compose.yaml", `name: ${project.name}\nservices:\n  plain: { image: "${image}" }\n`);
  await stack.app.refresh();
  await expect(watch().result).rejects.toThrow(
    `No service of ${project.name} has a develop.watch section in its compose files.`,
  );
});
