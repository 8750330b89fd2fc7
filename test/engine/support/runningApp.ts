import { homedir } from "node:os";
import { type App, createApp } from "../../../src/core/app.ts";
import { SILENT } from "../../../src/core/base/logger.ts";
import type { AppState } from "../../../src/shared/model.ts";
import type { Environment } from "../../../src/shared/protocol.ts";
import { environment } from "../../support/environment.ts";

const LIMIT_MS = 60_000;

/** The core as a window has it. */
export interface RunningApp {
  readonly app: App;
  /** Resolves with the first state for which this is so; a test that waits in vain ends, and says what there was. */
  until(what: string, condition: (state: AppState) => boolean, limitMs?: number): Promise<AppState>;
}

export async function runApp(
  env: NodeJS.ProcessEnv,
  changes: Partial<Environment> = {},
): Promise<RunningApp> {
  const app = createApp({ logger: SILENT, env, homeDir: homedir(), platform: process.platform });
  await app.initialize(environment([], changes));
  return {
    app,
    until: (what, condition, limitMs = LIMIT_MS) =>
      new Promise((resolve, reject) => {
        const settle = () => {
          clearTimeout(timer);
          subscription.dispose();
        };
        const timer = setTimeout(() => {
          settle();
          reject(new Error(`Waited in vain until ${what}. There was: ${JSON.stringify(app.state)}`));
        }, limitMs);
        const look = (state: AppState) => {
          if (!condition(state)) return;
          settle();
          resolve(state);
        };
        const subscription = app.onDidChange(({ next }) => look(next));
        look(app.state);
      }),
  };
}
