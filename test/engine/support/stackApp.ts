import { homedir } from "node:os";
import { type App, createApp } from "../../../src/core/app.ts";
import { SILENT } from "../../../src/core/base/logger.ts";
import type { AppState, StackState } from "../../../src/shared/model.ts";
import type { ActionRequest, ActionResult, Environment } from "../../../src/shared/protocol.ts";
import { environment } from "../../support/environment.ts";

export interface Acted {
  readonly result: ActionResult;
  readonly output: string;
}

/** The core over a folder, on the engine that the environment names, and one of its stacks. */
export interface StackApp {
  readonly app: App;
  /** Throws where it is not there. */
  readonly stack: StackState;
  act(request: Partial<ActionRequest> & Pick<ActionRequest, "kind">): Promise<Acted>;
  /** Resolves with the first state of the stack, the one now included, of which the condition holds. */
  until(condition: (stack: StackState) => boolean): Promise<StackState>;
  dispose(): Promise<void>;
}

/** Settled: the folder was read, the engine has answered. */
export async function stackApp(
  stackId: string,
  folder: string,
  changes: Partial<Environment> = {},
): Promise<StackApp> {
  const { env, platform } = process;
  const app = createApp({ logger: SILENT, env, homeDir: homedir(), platform });
  await app.initialize(environment([folder], changes));
  await app.settled();
  const find = (state: AppState) => state.stacks.find(({ id }) => id === stackId);

  return {
    app,

    get stack() {
      const stack = find(app.state);
      if (!stack) throw new Error(`There is no stack ${stackId}.`);
      return stack;
    },

    async act(request) {
      let output = "";
      const emit = async (text: string) => {
        output += text;
      };
      const whole = { stackId, services: [], ...request };
      const result = await app.runAction(whole, new AbortController().signal, emit);
      return { result, output };
    },

    until(condition) {
      const now = find(app.state);
      if (now && condition(now)) return Promise.resolve(now);
      return new Promise((resolve) => {
        const subscription = app.onDidChange(({ next }) => {
          const stack = find(next);
          if (!stack || !condition(stack)) return;
          subscription.dispose();
          resolve(stack);
        });
      });
    },

    dispose: () => app.dispose(),
  };
}
