import { type Row, rounded, row } from "./row.ts";
import { percentile } from "./statistics.ts";
import { CONTAINERS } from "./support/benchStack.ts";
import { Changes, type Delay } from "./support/changes.ts";
import { createCore, isComplete, watchedCore, whenShown } from "./support/core.ts";
import { WORKER } from "./support/dist.ts";
import { EngineApi } from "./support/engineApi.ts";
import type { Measurement } from "./support/measurement.ts";

const CHANGES = 200;
const LIMIT_MS = 60_000;
const GOAL_MS = 300;
const PEER = "vscode-containers: up to 60 s";

/** How long after the engine's own time of an event the host's mirror of the state shows what it told of. */
export const latency: Measurement = {
  name: "latency",
  async run({ engine, stack, progress }) {
    const { socket, env } = await engine();
    const { project, folder } = await stack("plain");
    // A worker thread gets the environment of the process that starts it, as in the extension host.
    Object.assign(process.env, env);
    const core = createCore(WORKER, folder);
    const api = new EngineApi(socket);
    const events = await api.events(project);
    try {
      core.start();
      const watched = watchedCore(core);
      await whenShown(watched, (app) => isComplete(app, CONTAINERS), LIMIT_MS);
      const changes = new Changes(watched, api, events);
      const some = await progress.during(`${CHANGES} changes`, () => changes.some(CHANGES));
      let losses = 0;
      const counting = core.onDidChange(({ previous, state }) => {
        if (previous.app.engine.kind === "connected" && state.app.engine.kind !== "connected") losses++;
      });
      const burst = await progress.during(`${CONTAINERS} restarts at once`, () => changes.restartAll());
      counting.dispose();
      return [
        ...delayRows("event → state in the host", some),
        ...delayRows(`event → state, ${CONTAINERS} restarted at once`, burst),
        row({ name: "the engine taken for lost in that burst", value: losses, unit: "times", goal: 0 }),
      ];
    } finally {
      events.dispose();
      api.dispose();
      await core.stop();
    }
  },
};

/** The rows for the 50th and the 95th of a hundred. */
export function delayRows(name: string, delays: readonly Delay[]): Row[] {
  const bare = delays.map(({ received }) => received);
  const detail =
    `${delays.length} changes; a bare event stream beside it: ` +
    `p50 ${rounded(percentile(bare, 0.5))}, p95 ${rounded(percentile(bare, 0.95))} ms`;
  const shown = delays.map((delay) => delay.shown);
  const facts = { unit: "ms", peer: PEER };
  return [
    row({ name: `${name}, p50`, value: percentile(shown, 0.5), ...facts }),
    row({ name: `${name}, p95`, value: percentile(shown, 0.95), goal: GOAL_MS, ...facts, detail }),
  ];
}
