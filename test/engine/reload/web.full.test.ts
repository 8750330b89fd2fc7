import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, openLab } from "./support/lab.ts";
import { BUN_SERVER, BUN_SYNTAX_ERROR, bunText, vitePage } from "./support/programs.ts";
import { bunService, viteService } from "./support/services.ts";

/** The rest of bun and Vite: programs without a word, pages, handlers, and files that only a start reads. */
let lab: Lab;

const HANDLER = `import { text } from "./text.ts";
Bun.serve({
  port: 8080,
  fetch: (request) => {
    if (request.url.endsWith("/boom")) throw new Error("boom in handler");
    return new Response(text());
  },
});
console.log("listening");
`;
const serverOf = (port: number) =>
  `Bun.serve({ port: ${port}, fetch: () => new Response("1") });\nconsole.log("listening");\n`;
const GREETING = 'export const text = () => process.env.GREETING ?? "none";\n';

beforeAll(async () => {
  lab = await openLab({
    files: {
      "silent/server.ts": BUN_SERVER,
      "silent/text.ts": bunText("1"),
      "ends/server.ts": `${BUN_SERVER}console.log("listening");\n`,
      "ends/text.ts": bunText("1"),
      "clash/server.ts": serverOf(8080),
      "handler/server.ts": HANDLER,
      "handler/text.ts": bunText("1"),
      "page/index.html": '<!doctype html><script type="module" src="./main.ts"></script>\n',
      "page/main.ts": 'import { text } from "./text.ts";\ndocument.body.textContent = text();\n',
      "page/text.ts": bunText("1"),
      "settings/server.ts": `${BUN_SERVER}console.log("listening");\n`,
      "settings/text.ts": GREETING,
      "settings/.env": "GREETING=hello\n",
      "settings/package.json": '{ "name": "settings" }\n',
      "settings/bun.lock":
        '{ "lockfileVersion": 1, "workspaces": { "": { "name": "settings" } }, "packages": {} }\n',
      "settings/Dockerfile":
        "ARG BUN_IMAGE\nFROM $BUN_IMAGE\nWORKDIR /app\nCOPY package.json bun.lock ./\nRUN mkdir node_modules\n",
      ...vitePage("vite"),
    },
    services: (tools) => ({
      silent: bunService(tools, "silent", ["bun", "--watch", "server.ts"]),
      coloured: bunService(tools, "silent", ["bun", "--hot", "server.ts"], { tty: true }),
      ends: bunService(tools, "ends", ["bun", "--watch", "server.ts"]),
      clash: bunService(tools, "clash", ["bun", "--watch", "server.ts"]),
      handler: bunService(tools, "handler", ["bun", "--hot", "server.ts"]),
      page: bunService(tools, "page", ["bun", "./index.html", "--port=8080", "--hostname=0.0.0.0"]),
      settings: bunService(tools, "settings", ["bun", "--watch", "server.ts"], {
        build: { context: "./settings", args: { BUN_IMAGE: tools.bunImage } },
        image: undefined,
        volumes: ["./settings:/app", "/app/node_modules"],
      }),
      vite: viteService(tools, "vite"),
    }),
  });
});

afterAll(() => lab?.close());

const RUNS = { phase: "running", serving: "new", verdict: "current" } as const;
const TAKEN = { ...RUNS, seen: "yes" } as const;

describe("a program without a word", () => {
  const change = "silent/text.ts";

  test("a change may or may not have been taken in", async () => {
    await lab.answers("silent", "1");
    await lab.is("silent", RUNS);
    await lab.replace(change, bunText("2"));
    await lab.answers("silent", "2");
    await lab.is("silent", {
      phase: "running",
      serving: "unknown",
      change,
      seen: "unknown",
      verdict: "unknown",
    });
  });

  test("an error is told, and whether it is mended is not", async () => {
    await lab.replace(change, BUN_SYNTAX_ERROR);
    await lab.is("silent", {
      phase: "failed",
      errors: 1,
      serving: "nothing",
      change,
      seen: "yes",
      verdict: "logs",
    });
    await lab.is("coloured", {
      phase: "failed",
      errors: 1,
      serving: "old",
      change,
      seen: "yes",
      verdict: "logs",
    });
    await lab.answers("silent", undefined);
    await lab.replace(change, bunText("3"));
    await lab.answers("silent", "3");
    await lab.is("silent", {
      phase: "unknown",
      serving: "unknown",
      change,
      seen: "unknown",
      verdict: "unknown",
    });
  });

  test("a file that it may not import is not said to be missed", async () => {
    await lab.replace("silent/notes.md", "one");
    await lab.replace("silent/other.ts", "export {};\n");
    await lab.is("silent", {
      phase: "unknown",
      serving: "unknown",
      change: "silent/other.ts",
      seen: "unknown",
      verdict: "unknown",
    });
  });
});

test("a file that bun reads while it is being written is an error for a moment, if at all", async () => {
  const change = "ends/text.ts";
  await lab.answers("ends", "1");
  await lab.is("ends", RUNS);
  // So an editor begins that saves in place.
  await lab.write(change, "");
  await lab.answers("ends", undefined);
  await lab.is("ends", { phase: "unknown", serving: "unknown", change, seen: "yes", verdict: "unknown" });
  await lab.write(change, bunText("2"));
  await lab.answers("ends", "2");
  await lab.is("ends", { ...TAKEN, change });
});

test("a program that ends takes its watcher and container with it", async () => {
  const change = "ends/text.ts";
  await lab.replace(change, 'process.exit(3);\nexport const text = () => "";\n');
  await lab.answers("ends", undefined);
  const ENDED = { phase: "crashed", exitCode: 3, serving: "nothing", verdict: "logs" } as const;
  // Whether it was the change that ended it is not known.
  await lab.is("ends", { ...ENDED, change, seen: "unknown" });
});

test("a port that another process has", async () => {
  const change = "clash/server.ts";
  await lab.answers("clash", "1");
  await lab.is("clash", RUNS);
  const other = ["bun", "-e", 'Bun.serve({ port: 8081, fetch: () => new Response("other") });'];
  await lab.project.run("exec", "--detach", `${lab.project.name}-clash-1`, ...other);
  const asked = 'console.log(await (await fetch("http://127.0.0.1:8081")).text())';
  await expect
    .poll(() => lab.exec("clash", "bun", "-e", asked).catch(String), { timeout: 30_000 })
    .toContain("other");
  await lab.replace(change, serverOf(8081));
  await lab.answers("clash", undefined);
  await lab.is("clash", { phase: "crashed", serving: "unknown", change, seen: "yes", verdict: "logs" });
});

test("an error in a handler is no reload's", async () => {
  const change = "handler/text.ts";
  await lab.answers("handler", "1");
  await lab.is("handler", RUNS);
  expect(await lab.fetch("handler", "/boom")).toBe("500");
  await lab.is("handler", RUNS);
  await lab.replace(change, bunText("2"));
  await lab.answers("handler", "2");
  await lab.is("handler", { ...TAKEN, change });
});

test("a page of bun's own server", async () => {
  const change = "page/text.ts";
  const script = async () => {
    const src = /src="([^"]+)"/.exec((await lab.fetch("page", "/")) ?? "")?.[1];
    return src === undefined ? "none" : ((await lab.fetch("page", src)) ?? "none");
  };
  await expect.poll(script, { timeout: 30_000 }).toContain('"1"');
  await lab.is("page", RUNS);
  await lab.replace(change, bunText("2"));
  await expect.poll(script, { timeout: 30_000 }).toContain('"2"');
  await lab.is("page", { ...TAKEN, change });
  await lab.replace(change, BUN_SYNTAX_ERROR);
  await lab.answers("page", "500");
  await lab.is("page", {
    phase: "failed",
    errors: 1,
    serving: "nothing",
    change,
    seen: "yes",
    verdict: "logs",
  });
  await lab.replace(change, bunText("3"));
  await expect.poll(script, { timeout: 30_000 }).toContain('"3"');
  await lab.is("page", { ...TAKEN, change });
});

describe("what only a start or a build reads", () => {
  test("variables", async () => {
    await lab.answers("settings", "hello");
    await lab.is("settings", RUNS);
    await lab.replace("settings/.env", "GREETING=bye\n");
    await lab.is("settings", { ...RUNS, serving: "old", needs: "restart", verdict: "restart" });
    await lab.answers("settings", "hello");
    await lab.compose("restart", "settings");
    await lab.answers("settings", "bye");
    await lab.is("settings", RUNS);
  });

  test("the lock file, newer than the packages in the image", async () => {
    const { folder } = lab.project;
    await writeFile(path.join(folder, "settings/bun.lock"), "{}\n");
    await lab.is("settings", { ...RUNS, serving: "old", needs: "rebuild", verdict: "rebuild" });
  });

  test("the Dockerfile", async () => {
    await lab.replace("settings/Dockerfile", "FROM scratch\n");
    await lab.is("settings", { ...RUNS, serving: "old", needs: "rebuild", verdict: "rebuild" });
  });
});

describe("Vite", () => {
  const page = async () => {
    for (const file of ["/", "/src/main.ts"]) await lab.fetch("vite", file);
    return (await lab.fetch("vite", "/src/text.ts")) ?? "";
  };

  test("its configuration, for which it restarts itself", async () => {
    await expect.poll(page, { timeout: 30_000 }).toContain('"1"');
    await lab.is("vite", RUNS);
    const change = "vite/vite.config.js";
    const text = vitePage("vite")[change] ?? "";
    await lab.replace(change, text.replace("cacheDir", 'define: { SOME: "1" }, cacheDir'));
    // Whatever starts the server anew reads it.
    await lab.is("vite", RUNS);
    await expect.poll(page, { timeout: 30_000 }).toContain('"1"');
  });

  test("a file that no page asks for", async () => {
    await lab.replace("vite/src/other.ts", "export {};\n");
    await lab.is("vite", {
      phase: "running",
      serving: "unknown",
      change: "vite/src/other.ts",
      seen: "unknown",
      verdict: "unknown",
    });
  });

  test("the page itself", async () => {
    const change = "vite/index.html";
    await lab.replace(change, `${vitePage("vite")[change]}<p>two</p>\n`);
    await expect.poll(() => lab.fetch("vite", "/"), { timeout: 30_000 }).toContain("<p>two</p>");
    await lab.is("vite", { phase: "running", serving: "unknown", change, seen: "yes", verdict: "unknown" });
  });
});
