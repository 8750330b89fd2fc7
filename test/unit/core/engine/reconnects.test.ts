import { getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import { createEngineClient } from "../../../../src/core/engine/client.ts";
import { Engine } from "../../../../src/core/engine/engine.ts";
import { FakeContainer } from "./support/fakeContainer.ts";
import { FakeEngine } from "./support/fakeEngine.ts";

const RECONNECTS = 1_000;
/** What is loaded, compiled or pooled once has been by then. */
const WARM_UP = 200;
/** Twenty times less than one session with its containers each time. */
const HEAP_GROWTH_BYTES = 2_000_000;

test("a thousand reconnects leave nothing behind", async () => {
  const fake = await FakeEngine.start();
  fake.add(...Array.from({ length: 20 }, (_, index) => new FakeContainer(`c${index}`).start()));
  const client = createEngineClient({ endpoint: fake.endpoint, env: {}, homeDir: "/nowhere" });
  const engine = new Engine({ endpoint: fake.endpoint, client, logger: SILENT, random: () => 0 });
  const listed = listings(engine);
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on("warning", onWarning);
  try {
    engine.start();
    await listed.more();
    for (let count = 0; count < WARM_UP; count++) await reconnect(fake, engine, listed);
    const before = await measured(engine, fake);
    for (let count = WARM_UP; count < RECONNECTS; count++) await reconnect(fake, engine, listed);
    const after = await measured(engine, fake);
    expect(listed.count).toBeGreaterThan(RECONNECTS);
    expect(after.resources).toEqual(before.resources);
    expect(after.listeners).toBe(before.listeners);
    expect(after.streams).toBe(1);
    expect(after.heap - before.heap).toBeLessThan(HEAP_GROWTH_BYTES);
    expect(warnings).toEqual([]);
  } finally {
    process.off("warning", onWarning);
    engine.dispose();
    await fake.remove();
  }
}, 60_000);

interface Listings {
  readonly count: number;
  /** Resolves with the next list that is told. */
  more(): Promise<void>;
}

function listings(engine: Engine): Listings {
  let count = 0;
  let next = Promise.withResolvers<void>();
  engine.onDidChangeContainers(({ kind }) => {
    if (kind !== "listed") return;
    count++;
    next.resolve();
    next = Promise.withResolvers<void>();
  });
  return {
    get count() {
      return count;
    },
    more: () => next.promise,
  };
}

/** Breaks every connection; where that is taken for a lost engine, does not wait for the back-off. */
async function reconnect(fake: FakeEngine, engine: Engine, listed: Listings): Promise<void> {
  const listedAgain = listed.more();
  fake.requests.length = 0;
  fake.queries.length = 0;
  const subscription = engine.onDidChangeState(({ kind }) => {
    // Not before it has begun to wait.
    if (kind === "unreachable") setImmediate(() => void engine.relist());
  });
  fake.breakConnections();
  await listedAgain;
  subscription.dispose();
}

async function measured(engine: Engine, fake: FakeEngine) {
  await idle(engine, fake);
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return {
    resources,
    listeners: getEventListeners(engine.ended, "abort").length,
    streams: fake.listeners,
    heap: heapUsed(),
  };
}

/** Once no request is under way, and none is kept alive for the next: what is left is the event stream. */
async function idle(engine: Engine, fake: FakeEngine): Promise<void> {
  await engine.relist();
  const end = performance.now() + 10_000;
  while (fake.connections > 1) {
    if (performance.now() > end) throw new Error(`${fake.connections} connections stay open.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function heapUsed(): number {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  // Twice: what the first one finalizes is free for the second.
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
