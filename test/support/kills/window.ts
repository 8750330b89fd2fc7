import { homedir } from "node:os";
import { createApp } from "../../../src/core/app.ts";
import { SILENT } from "../../../src/core/base/logger.ts";
import { environment } from "../environment.ts";

/**
 * The core as a window has it, over a folder: says when it sees builds, reads those that it missed, and goes on until it
 * is killed.
 */
const [folder = ""] = process.argv.slice(2);
const app = createApp({ logger: SILENT, env: process.env, homeDir: homedir(), platform: process.platform });
const look = () => {
  if (app.state.builds.seen !== "all") return;
  subscription.dispose();
  process.send?.("ready");
  void app.builds({ limit: 1 });
};
const subscription = app.onDidChange(look);
await app.initialize(environment([folder]));
look();
