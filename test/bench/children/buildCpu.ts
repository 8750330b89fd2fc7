import { readFileSync } from "node:fs";
import { createApp } from "../../../src/core/app.ts";
import { SILENT } from "../../../src/core/base/logger.ts";
import type { AppState } from "../../../src/shared/model.ts";
import { environment } from "../../support/environment.ts";
import type { BuildCpuAnswer, BuildCpuQuestion } from "../support/buildCpuMessages.ts";

/** The core over a folder; says what processor time a build has cost it that somebody else has run. */
const [folder = "", homeDir = ""] = process.argv.slice(2);
const app = createApp({ logger: SILENT, env: process.env, homeDir, platform: process.platform });

function answer(message: BuildCpuAnswer): void {
  process.send?.(message);
}

/** Linux: `cutime` and `cstime`, in hundredths of a second. */
function childrenMs(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

function until(condition: (state: AppState) => boolean): Promise<void> {
  if (condition(app.state)) return Promise.resolve();
  return new Promise((resolve) => {
    const subscription = app.onDidChange(({ next }) => {
      if (!condition(next)) return;
      subscription.dispose();
      resolve();
    });
  });
}

async function measure(): Promise<void> {
  const before = new Set(app.state.builds.last.map(({ id }) => id));
  const own = process.cpuUsage();
  const children = childrenMs();
  answer({ kind: "begun" });
  await until(({ builds }) => builds.live.length === 0 && builds.last.some(({ id }) => !before.has(id)));
  const { user, system } = process.cpuUsage(own);
  answer({ kind: "ended", own: (user + system) / 1_000, children: childrenMs() - children });
}

process.on("message", (_question: BuildCpuQuestion) => void measure());
process.on("disconnect", () => void app.dispose().then(() => process.exit(0)));
await app.initialize(environment([folder]));
await app.looked();
answer({ kind: "ready" });
