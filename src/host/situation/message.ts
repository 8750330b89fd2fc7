import type { CoreState } from "../core/coreState.ts";
import { ownStacks } from "../status/stackStatus.ts";
import type { Translate } from "../translate.ts";
import type { Situation } from "./situation.ts";

/**
 * What stands above the rows; `undefined` where nothing has to be said.
 * Where there are no rows, a welcome text says it: VS Code (1.139) shows none beside a message.
 */
export function viewMessage(core: CoreState, situation: Situation, t: Translate): string | undefined {
  if (situation !== "stacks") return undefined;
  if (core.status === "restarting") return t("Dev Loop is restarting after an error.");
  const { engine, cli, stacks } = core.app;
  if (engine.kind === "unreachable") return `${engine.reason} ${engine.advice}`;
  if (cli.kind === "missing") return `${cli.reason} ${cli.advice}`;
  if (ownStacks(stacks).length === 0) {
    return t("There is no compose file in this folder. This is what else is on the Docker engine.");
  }
  return undefined;
}
