import * as z from "zod/mini";
import { hasTree, whenShown } from "../support/core.ts";
import { activeDevLoop, watchedState } from "./devLoop.ts";
import { answer, readInput } from "./exchange.ts";

const Input = z.object({ services: z.number() });

/** Activates Dev Loop and gives the time (ms since the epoch) at which its tree had all services. */
export function run(): Promise<void> {
  return answer(async () => {
    const { services } = z.parse(Input, readInput());
    await whenShown(watchedState(await activeDevLoop()), (app) => hasTree(app, services), 60_000);
    return Date.now();
  });
}
