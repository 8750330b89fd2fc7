import { homedir } from "node:os";
import { parentPort } from "node:worker_threads";
import { createApp } from "./core/app.ts";
import type { Logger } from "./core/base/logger.ts";
import { createHandlers } from "./core/handlers.ts";
import { diff } from "./shared/patch.ts";
import { type CoreEvents, SHUTDOWN } from "./shared/protocol.ts";
import { RpcServer } from "./shared/rpcServer.ts";

const port = parentPort;
if (port === null) throw new Error("worker.js runs in a worker thread only.");

// Made before the server that it writes to: nothing is logged until the app does something.
const log = (level: CoreEvents["log"]["level"]) => (text: string) => server.tell("log", { level, text });
const logger: Logger = {
  debug: log("debug"),
  info: log("info"),
  warn: log("warn"),
  error: log("error"),
};

const app = createApp({ logger, env: process.env, homeDir: homedir(), platform: process.platform });
const server = new RpcServer(
  {
    post: (message) => port.postMessage(message),
    listen: (onMessage) => port.on("message", onMessage),
  },
  createHandlers(app),
);
app.onDidChange(({ previous, next }) => server.tell("patches", diff(previous, next)));

port.on("message", (message: unknown) => {
  if (message !== SHUTDOWN) return;
  // The worker ends by itself once nothing is left to do; what the core started is ended here.
  const ended = app.dispose();
  server.dispose();
  void ended.finally(() => port.close());
});
