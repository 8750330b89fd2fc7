import * as z from "zod/mini";
import { Changes } from "../support/changes.ts";
import { isComplete, whenShown } from "../support/core.ts";
import { EngineApi } from "../support/engineApi.ts";
import { activeDevLoop, watchedState, watchedTree } from "./devLoop.ts";
import { answer, readInput } from "./exchange.ts";

const Input = z.object({
  services: z.number(),
  socket: z.string(),
  project: z.string(),
  changes: z.number(),
});

/** Changes containers, and gives when Dev Loop's tree items were updated: see {@link Changes}. */
export function run(): Promise<void> {
  return answer(async () => {
    const { services, socket, project, changes } = z.parse(Input, readInput());
    const devLoop = await activeDevLoop();
    await whenShown(watchedState(devLoop), (app) => isComplete(app, services), 60_000);
    const api = new EngineApi(socket);
    const events = await api.events(project);
    try {
      // A restart within a minute may leave a row as it was: "since 10:41".
      return await new Changes(watchedTree(devLoop), api, events).some(changes, ["restart"]);
    } finally {
      events.dispose();
      api.dispose();
    }
  });
}
