import { afterEach, expect, test, vi } from "vitest";
import { BuildClock } from "../../../../src/host/builds/buildClock.ts";
import { app, builds, liveBuild, service, stack } from "../states.ts";

afterEach(() => vi.useRealTimers());

test("ticks once a second while something of the window's is built, and not at all otherwise", () => {
  vi.useFakeTimers();
  let ticks = 0;
  const clock = new BuildClock(() => ticks++);
  const shop = [stack([service("backend")])];
  const building = app(shop, { builds: builds({ live: [liveBuild()] }) });
  clock.update(app(shop));
  expect(vi.getTimerCount()).toBe(0);
  clock.update(building);
  clock.update({ ...building });
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(3_000);
  expect(ticks).toBe(3);
  clock.update(app(shop, { builds: builds({ live: [liveBuild({ stackId: "blog" })] }) }));
  expect(vi.getTimerCount()).toBe(0);
  clock.update(building);
  clock.dispose();
  expect(vi.getTimerCount()).toBe(0);
});
