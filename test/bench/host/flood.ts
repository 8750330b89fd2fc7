import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod/mini";
import { type Watched, whenShown } from "../support/core.ts";
import { EngineApi } from "../support/engineApi.ts";
import { reloadOf } from "../support/reloadStack.ts";
import { activeDevLoop, watchedState } from "./devLoop.ts";
import { answer, readInput } from "./exchange.ts";

const Input = z.object({
  socket: z.string(),
  ids: z.object({ read: z.string(), unread: z.string() }),
  seconds: z.number(),
});

const LIMIT_MS = 60_000;

/** The event loop's delay (p99, ms) while nothing happens, and while a container floods its log. */
export function run(): Promise<void> {
  return answer(async () => {
    const { socket, ids, seconds } = z.parse(Input, readInput());
    const watched = watchedState(await activeDevLoop());
    await whenShown(watched, (app) => reloadOf(app, "read")?.evidence !== undefined, LIMIT_MS);
    const api = new EngineApi(socket);
    try {
      const idle = await delayDuring(() => delay(seconds * 1000));
      const flood = async (id: string): Promise<number> => {
        await api.act(id, "kill?signal=USR1");
        const during = await delayDuring(() => delay(seconds * 1000));
        await api.act(id, "kill?signal=USR1");
        return during;
      };
      const unread = await flood(ids.unread);
      const before = evidenceAt(watched);
      const read = await flood(ids.read);
      // The reload after the flood: all of it was read.
      await whenShown(watched, () => evidenceAt(watched) > before, LIMIT_MS);
      return { idle, unread, read };
    } finally {
      api.dispose();
    }
  });
}

function evidenceAt(watched: Watched): number {
  return reloadOf(watched.app(), "read")?.evidence?.at ?? 0;
}

async function delayDuring(work: () => Promise<void>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await work();
  histogram.disable();
  return histogram.percentile(99) / 1e6;
}
