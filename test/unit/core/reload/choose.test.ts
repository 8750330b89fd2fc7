import { describe, expect, it } from "vitest";
import type { ContainerMount, ContainerSetup } from "../../../../src/core/engine/container.ts";
import { chooseTool } from "../../../../src/core/reload/choose.ts";
import { TOOLS } from "../../../../src/core/reload/tools.ts";
import { RELOAD_TOOLS } from "../../../../src/shared/model.ts";

const APP: ContainerMount = { kind: "bind", source: "/home/dev/shop/app", target: "/app", readOnly: false };

function containerOf(command: readonly string[]): ContainerSetup {
  return { createdAt: 0, command, workingDir: "/app", tty: false, logDriver: "json-file", mounts: [APP] };
}

/** The tool's name, with what answers meanwhile where bun's way to reload decides that. */
function chosen(command: readonly string[], mayReload = true): string {
  const choice = chooseTool(containerOf(command), undefined, mayReload);
  if (choice.kind !== "tool") return choice.kind;
  const { tool, meanwhile } = choice.setup;
  expect(choice.tool.tool).toBe(tool);
  return tool === "bun" ? `bun ${meanwhile}` : tool;
}

const sh = (text: string): readonly string[] => ["/bin/sh", "-c", text];
const words = (text: string): readonly string[] => text.split(" ");

/** Shells' commands apart, all are split at spaces. */
const TABLE: readonly (readonly [string, readonly (string | readonly string[])[]])[] = [
  [
    "cargo-watch",
    [
      ["cargo", "watch", "--ignore", "worker", "--ignore", "Dockerfile", "-x", "run"],
      ["cargo", "watch", "-w", "worker", "-x", "run -p shop-worker"],
      "cargo-watch -x check",
      "cargo watch -- cargo run",
      "/usr/local/cargo/bin/cargo watch -q -x run",
      sh("cargo watch -x run"),
      sh("cd /app && exec cargo watch -c -x 'run --bin api'"),
      "tini -- cargo watch -x run",
      "docker-entrypoint.sh cargo watch -x run",
    ],
  ],
  [
    "watchexec",
    [
      "watchexec -r -e rs -- cargo run",
      ["watchexec", "-w", "src", "cargo run"],
      sh("watchexec --restart cargo run"),
      "watchexec -r bun src/server.ts",
    ],
  ],
  ["bacon", ["bacon --headless", "bacon run --headless", "bacon --headless -j run"]],
  ["cargo", ["cargo run", sh("cargo run --release"), "env RUST_LOG=debug cargo run -p api"]],
  [
    "bun old",
    [
      "bun --hot src/server.ts",
      "docker-entrypoint.sh bun --hot src/server.ts",
      "bun run --hot src/server.ts",
      "bun --hot run ./src/server.ts",
      "/usr/local/bin/bun --hot --no-clear-screen server.ts",
      "bun --preload ./setup.ts --hot server.ts",
      "bun --watch --hot server.ts",
      "bun --hot .",
      sh("bun install && bun --hot src/server.ts"),
      sh("exec bun --hot src/server.ts --verbose"),
    ],
  ],
  [
    "bun nothing",
    [
      "bun --watch src/server.ts",
      "docker-entrypoint.sh bun --watch src/server.ts",
      "bun run --watch index.ts",
      "bun --env-file .env.dev --watch src/server.ts",
      "bun ./index.html",
      "bun index.html about.html --port=3000",
      "bun --console ./src/index.html",
      "bun test --watch",
      "bun --watch test",
      "dumb-init bun --watch src/index.tsx",
    ],
  ],
  [
    "vite",
    [
      "vite",
      "vite --host 0.0.0.0 --port 5173",
      "vite dev --host",
      "vite serve",
      "node_modules/.bin/vite --host",
      "/app/node_modules/.bin/vite",
      "npx vite --host",
      "npx --yes vite@7 dev",
      "npm exec -- vite --host",
      "pnpm vite --host",
      "pnpm exec vite",
      "yarn vite",
      "yarn run vite",
      "bunx vite",
      "bunx --bun vite --host",
      "bun --bun vite",
      "bun run --bun vite",
      "node node_modules/vite/bin/vite.js --host",
      "node --inspect=0.0.0.0 node_modules/vite/bin/vite.js",
      "deno run -A npm:vite",
      "docker-entrypoint.sh vite --host",
      sh("npm ci && npx vite --host 0.0.0.0"),
    ],
  ],
  [
    "sniff",
    [
      "npm run dev",
      "npm start",
      "docker-entrypoint.sh npm run dev",
      "pnpm dev",
      "pnpm run dev",
      "yarn dev",
      "bun run dev",
      "bun dev",
      "bun --watch run dev",
      "bun run --hot dev",
      "make dev",
      "just watch",
      "task dev",
      "cargo make dev",
      "node server.js",
      "docker-entrypoint.sh node server.js",
      "nodemon src/index.js",
      "concurrently vite api",
      "./dev",
      "/app/scripts/start",
      "/usr/local/bin/entrypoint.sh",
      "docker-entrypoint.sh",
      "/app/docker/entrypoint.sh api",
      "npx vite build --watch",
      sh("./scripts/dev.sh"),
      sh("npm install && npm run dev"),
      "sh scripts/dev.sh",
    ],
  ],
  [
    "none",
    [
      "bun src/server.ts",
      "bun server.js",
      "bun run src/server.ts",
      "bun src/server.ts --watch",
      "bun run src/server.ts --hot",
      "bun build src/server.ts --outdir=dist",
      "bun install",
      "bun test",
      "vite build",
      "vite preview --port 80",
      "shop-backend",
      "/usr/local/bin/shop-worker",
      "nginx -g daemon_off",
      "docker-entrypoint.sh postgres",
      "docker-entrypoint.sh nginx -g daemon_off",
      "sleep infinity",
      sh("exec shop-backend"),
      [],
    ],
  ],
];

describe("which tool reloads a container", () => {
  const rows = TABLE.flatMap(([expected, commands]) =>
    commands.map((command) => [expected, typeof command === "string" ? words(command) : command] as const),
  );

  it.each(rows)("%s: %j", (expected, command) => {
    expect(chosen(command)).toBe(expected);
  });

  it("has at least sixty command lines", () => {
    expect(rows.length).toBeGreaterThanOrEqual(60);
  });

  it("is not looked for where no source comes from outside", () => {
    expect(chosen(words("npm run dev"), false)).toBe("none");
    expect(chosen(words("bun --hot src/server.ts"), false)).toBe("bun old");
  });

  it("is none where the user says so", () => {
    expect(chooseTool(containerOf(words("cargo watch -x run")), { reload: "none" }, true)).toEqual({
      kind: "none",
    });
  });

  it.each(RELOAD_TOOLS)("is %s where the user says so", (name) => {
    const choice = chooseTool(containerOf(words("shop-backend")), { reload: name }, false);
    expect(choice).toMatchObject({ kind: "tool", tool: { tool: name }, setup: { tool: name } });
  });

  it("is as the command says where the user names the same one", () => {
    const choice = chooseTool(containerOf(words("bun --watch src/server.ts")), { reload: "bun" }, true);
    expect(choice).toMatchObject({ kind: "tool", setup: { meanwhile: "nothing" } });
  });

  it("is one of a table that has them all", () => {
    expect(TOOLS.map(({ tool }) => tool).toSorted()).toEqual([...RELOAD_TOOLS].toSorted());
  });
});
