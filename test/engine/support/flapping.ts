import { expect } from "vitest";
import { Watched } from "../../unit/core/engine/support/watched.ts";
import { docker } from "./docker.ts";
import { untilAsDockerPs } from "./dockerPs.ts";
import { FaultProxy } from "./faultProxy.ts";
import { flap, type Spare } from "./spare.ts";

/** Stopping a container is three or four events, starting it one: each costs a list and an inspection at most. */
const REQUESTS_A_CHANGE = 6;

/**
 * Flaps a container and looks what is told of it and of the others meanwhile, and in the end. All of them have been
 * started once.
 */
export async function expectFollowed(
  { engine, env }: Spare,
  id: string,
  others: readonly string[],
  forMs: number,
): Promise<void> {
  const proxy = await FaultProxy.open({ target: engine.socket });
  const watched = new Watched(proxy.endpoint);
  try {
    watched.engine.start();
    const told = () => others.map((each) => watched.containers?.get(each));
    const isComplete = (each: string) => {
      const container = watched.containers?.get(each);
      return container?.startedAt !== undefined && container.namedImageId !== undefined;
    };
    await watched.until("all is known", () => [...others, id].every(isComplete));
    const [before, asked, from] = [told(), proxy.requests.length, watched.changes.length];
    const changes = await flap(engine, id, { forMs, everyMs: 200 });
    await untilAsDockerPs(watched, { env });
    const startedAt = Date.parse(await docker(["inspect", "--format", "{{.State.StartedAt}}", id], env));
    await watched.until(
      "its last start is known",
      () => watched.containers?.get(id)?.startedAt === startedAt,
    );
    expect(told()).toEqual(before);
    const seen = watched.changes.slice(from);
    expect(new Set(seen.map(({ kind }) => kind))).toEqual(new Set(["changed"]));
    const containers = seen.flatMap((change) => (change.kind === "changed" ? [change.container] : []));
    expect(new Set(containers.map((each) => each.id))).toEqual(new Set([id]));
    expect(containers.filter(({ status }) => status === "exited").length).toBeGreaterThan(changes / 4);
    expect(proxy.requests.length - asked).toBeLessThanOrEqual(REQUESTS_A_CHANGE * changes);
  } finally {
    watched.engine.dispose();
    await proxy.remove();
  }
}
