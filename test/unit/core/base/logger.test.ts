import { expect, test } from "vitest";
import { createApp } from "../../../../src/core/app.ts";
import { type Logger, redactingLogger } from "../../../../src/core/base/logger.ts";
import { DEFAULT_BUILD } from "../../../../src/shared/protocol.ts";
import { environment } from "../../../support/environment.ts";

function remembering(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (level: string) => (text: string) => lines.push(`${level}: ${text}`);
  return { lines, debug: keep("debug"), info: keep("info"), warn: keep("warn"), error: keep("error") };
}

test("no level lets a secret through, and each stays what it is", () => {
  const logger = remembering();
  const redacting = redactingLogger(logger);
  for (const level of ["debug", "info", "warn", "error"] as const) {
    redacting[level](`PASSWORD=hunter2 at postgres://shop:hunter2@db/shop, port 80`);
  }
  expect(logger.lines).toEqual(
    ["debug", "info", "warn", "error"].map(
      (level) => `${level}: PASSWORD=*** at postgres://shop:***@db/shop, port 80`,
    ),
  );
});

test("what is logged anywhere in the core has its secrets hidden", async () => {
  const logger = remembering();
  const app = createApp({ logger, env: {}, homeDir: "/nowhere", platform: process.platform });
  try {
    const settings = {
      dockerHost: "tcp://shop:hunter2@127.0.0.1:1",
      stacks: [],
      services: {},
      build: DEFAULT_BUILD,
    };
    await app.initialize(environment([], { settings }));
    await app.settled();
    expect(logger.lines.join("\n")).toContain("tcp://shop:***@127.0.0.1:1");
    expect(logger.lines.join("\n")).not.toContain("hunter2");
  } finally {
    await app.dispose();
  }
});
