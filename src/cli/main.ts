#!/usr/bin/env node
import { homedir } from "node:os";
import packageJson from "../../package.json" with { type: "json" };
import { createApp } from "../core/app.ts";
import { runCli } from "./cli.ts";

// How the editor's own program was made to be a Node; what is started from here need not know.
delete process.env["ELECTRON_RUN_AS_NODE"];
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupt.abort());
// `devloop status | head` closes the pipe early: that is the reader's right.
process.stdout.on("error", () => {});

if (Number.parseInt(process.versions.node, 10) < 22) {
  process.stderr.write(`devloop needs Node 22 or newer; this is ${process.version}.\n`);
  process.exitCode = 2;
} else {
  process.exitCode = await runCli(process.argv.slice(2), {
    version: packageJson.version,
    cwd: process.cwd(),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    errIsTerminal: process.stderr.isTTY,
    errColumns: () =>
      // Some terminals that programs make do not know how wide they are.
      process.stderr.isTTY && process.env["TERM"] !== "dumb" ? process.stderr.columns || 80 : undefined,
    signal: interrupt.signal,
    createApp: (logger) =>
      createApp({
        logger,
        env: process.env,
        homeDir: homedir(),
        platform: process.platform,
        trigger: "cli",
      }),
  });
}
