import { createApp } from "../../../src/core/app.ts";
import { SILENT } from "../../../src/core/base/logger.ts";
import { applyPatch, diff } from "../../../src/shared/patch.ts";
import { DEFAULT_BUILD } from "../../../src/shared/protocol.ts";
import { containersOf } from "../support/core.ts";
import type { MemoryAnswer, MemoryQuestion } from "../support/memoryMessages.ts";

/** The core as a worker runs it, with a host's mirror of its state; says how much memory it takes when it is asked. */
const [host = ""] = process.argv.slice(2);
const app = createApp({ logger: SILENT, env: process.env, homeDir: "/nowhere", platform: process.platform });
let mirror = app.state;
app.onDidChange(({ previous, next }) => {
  mirror = diff(previous, next).reduce(applyPatch, mirror);
});

function answer(message: MemoryAnswer): void {
  process.send?.(message);
}

/** Resolves when all containers run, and have been inspected, since that start. */
function reached(startedAt: number): Promise<void> {
  const isThere = () => {
    const containers = containersOf(mirror);
    return (
      containers.length > 0 &&
      containers.every((each) => each.status === "running" && each.startedAt === startedAt)
    );
  };
  if (isThere()) return Promise.resolve();
  return new Promise((resolve) => {
    const subscription = app.onDidChange(() => {
      if (!isThere()) return;
      subscription.dispose();
      resolve();
    });
  });
}

function measure(): void {
  const { rss } = process.memoryUsage();
  // Twice: what the first one finalizes is free for the second.
  globalThis.gc?.();
  globalThis.gc?.();
  const after = process.memoryUsage();
  const heap = { heapAfterGc: after.heapUsed, heapReserved: after.heapTotal };
  answer({ kind: "memory", rss, rssAfterGc: after.rss, ...heap });
}

process.on("message", (question: MemoryQuestion) => {
  if (question.kind === "measure") measure();
  else void reached(question.startedAt).then(() => answer({ kind: "reached" }));
});
process.on("disconnect", () => void app.dispose().then(() => process.exit(0)));
await app.initialize({
  folders: [],
  trust: "trusted",
  settings: { dockerHost: host, stacks: [], services: {}, build: DEFAULT_BUILD },
  chosenModes: {},
  chosenProfiles: {},
  chosenContext: "",
});
