import { afterEach, describe, expect, test } from "vitest";
import { FakeContainer } from "./support/fakeContainer.ts";
import { answer, FakeEngine } from "./support/fakeEngine.ts";
import { Watched } from "./support/watched.ts";

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** An image's id, as long as a real one. */
const id = (digit: string) => `sha256:${digit.repeat(64)}`;

function made(containerId: string, image: string, imageId: string, service = containerId): FakeContainer {
  return Object.assign(new FakeContainer(containerId, service), { image, imageId }).start();
}

async function connected(...containers: FakeContainer[]): Promise<{ engine: FakeEngine; watched: Watched }> {
  const engine = await FakeEngine.start();
  cleanups.push(() => engine.remove());
  engine.add(...containers);
  for (const { image, imageId } of containers) engine.images.set(image, imageId);
  const watched = new Watched(engine.endpoint);
  cleanups.push(() => watched.engine.dispose());
  watched.engine.start();
  await watched.until("it is connected", () => watched.containers !== undefined);
  return { engine, watched };
}

function asked(engine: FakeEngine): string[] {
  return engine.requests.filter((path) => path.startsWith("/images/")).map(decodeURIComponent);
}

function namedImage(watched: Watched, container: string): string | undefined {
  return watched.containers?.get(container)?.namedImageId;
}

async function untilNamed(watched: Watched, container: string, imageId: string | undefined): Promise<void> {
  await watched.until(
    `${container}'s name is for ${imageId}`,
    () => namedImage(watched, container) === imageId,
  );
}

/** Once a container that came later is known with all that there is to ask, nothing else is being asked. */
async function untilQuiet(engine: FakeEngine, watched: Watched): Promise<void> {
  const marker = made(`marker${engine.requests.length}`, "marker", id("f"));
  engine.images.set("marker", id("f"));
  engine.add(marker);
  engine.tell("create", marker.id);
  await untilNamed(watched, marker.id, id("f"));
}

describe("what an image's name stands for", () => {
  test("is asked about once a name, and told with each of its containers", async () => {
    const [a, b, c] = [
      made("a", "shop", id("1")),
      made("b", "shop", id("1")),
      made("c", "127.0.0.1:5000/x/y:1", id("2")),
    ];
    const { engine, watched } = await connected(a, b, c);
    for (const { id: container, imageId } of [a, b, c]) await untilNamed(watched, container, imageId);
    expect(asked(engine).sort()).toEqual(["/images/127.0.0.1:5000/x/y:1/json", "/images/shop/json"]);
  });

  test("is asked about behind the list, which does not wait for it", async () => {
    const engine = await FakeEngine.start();
    cleanups.push(() => engine.remove());
    engine.add(made("a", "shop", id("1")));
    engine.on("/images/shop/json", () => true);
    const watched = new Watched(engine.endpoint);
    cleanups.push(() => watched.engine.dispose());
    watched.engine.start();
    await watched.until("its start is known", () => watched.containers?.get("a")?.startedAt !== undefined);
    expect(namedImage(watched, "a")).toBeUndefined();
  });

  test.each([
    ["tag", id("2"), "shop"],
    ["tag", id("2"), "docker.io/library/shop:latest"],
    ["pull", "shop:latest", "shop"],
    ["load", id("2"), id("2")],
  ])("is asked about again after a %s of %s", async (action, actor, name) => {
    const { engine, watched } = await connected(made("a", "shop", id("1")));
    await untilNamed(watched, "a", id("1"));
    engine.images.set("shop", id("2"));
    engine.tellImage(action, actor, name);
    await untilNamed(watched, "a", id("2"));
    expect(watched.containers?.get("a")).toMatchObject({ image: "shop", imageId: id("1") });
  });

  test.each([["untag"], ["delete"]])(
    "is not known any more after the %s of its image, told by its id",
    async (action) => {
      const { engine, watched } = await connected(made("a", "shop", id("1")));
      await untilNamed(watched, "a", id("1"));
      engine.images.delete("shop");
      engine.tellImage(action, id("1"), id("1"));
      await untilNamed(watched, "a", undefined);
      expect(watched.containers?.get("a")).not.toHaveProperty("namedImageId");
    },
  );

  test("is not asked about for images and names of others, nor while a health check runs", async () => {
    const { engine, watched } = await connected(made("a", "shop", id("1")));
    await untilNamed(watched, "a", id("1"));
    engine.tellImage("tag", id("3"), "blog");
    engine.tellImage("delete", id("3"), id("3"));
    engine.tellImage("create", id("4"), id("4"));
    engine.tellImage("defrost", id("5"), id("5"));
    engine.tell("health_status", "a");
    await untilQuiet(engine, watched);
    expect(asked(engine)).toEqual(["/images/shop/json", "/images/marker/json"]);
  });

  test("is asked about once more where something happens to it while it is being asked", async () => {
    const { engine, watched } = await connected(made("a", "shop", id("1")));
    await untilNamed(watched, "a", id("1"));
    const held = Promise.withResolvers<() => void>();
    engine.on("/images/shop/json", (_request, response) => {
      engine.off("/images/shop/json");
      // Answered from before the second event.
      held.resolve(() => answer(response, 200, { Id: id("2") }));
      return true;
    });
    engine.tellImage("tag", id("2"), "shop");
    const release = await held.promise;
    engine.images.set("shop", id("3"));
    for (let round = 0; round < 50; round++) engine.tellImage("tag", id("3"), "shop");
    release();
    await untilNamed(watched, "a", id("3"));
    await untilQuiet(engine, watched);
    // The one from the start, the one that was held, and one for each chunk in which the events came.
    expect(asked(engine).length).toBeLessThan(10);
  });

  test("is asked about once more where its image loses it, told by the id, before the first answer", async () => {
    const engine = await FakeEngine.start();
    cleanups.push(() => engine.remove());
    engine.add(made("a", "shop", id("1")));
    const held = Promise.withResolvers<() => void>();
    engine.on("/images/shop/json", (_request, response) => {
      engine.off("/images/shop/json");
      held.resolve(() => answer(response, 200, { Id: id("1") }));
      return true;
    });
    const watched = new Watched(engine.endpoint);
    cleanups.push(() => watched.engine.dispose());
    watched.engine.start();
    const release = await held.promise;
    engine.tellImage("untag", id("1"), id("1"));
    engine.add(made("b", "other", id("2")));
    engine.images.set("other", id("2"));
    engine.tell("create", "b");
    await untilNamed(watched, "b", id("2"));
    release();
    await untilNamed(watched, "a", id("1"));
    await untilNamed(watched, "a", undefined);
  });

  test("is not asked about for a container of no project, a visitor, an id or a digest", async () => {
    const visitor = made("visitor", "visited", id("1"));
    Object.defineProperty(visitor, "labels", {
      value: { ...visitor.labels, "com.docker.compose.oneoff": "True" },
    });
    const loose = FakeContainer.loose("loose", "web").start();
    const { engine, watched } = await connected(
      visitor,
      loose,
      made("digest", `redis@${id("1")}`, id("1")),
      made("id", id("2"), id("2")),
    );
    await untilQuiet(engine, watched);
    expect(asked(engine)).toEqual(["/images/marker/json"]);
  });

  test("is known by the container's own name, also where the list tells an id in its place", async () => {
    const engine = await FakeEngine.start();
    cleanups.push(() => engine.remove());
    const [running, created] = [made("a", "shop", id("1")), made("b", "shop", id("1"))];
    created.status = "created";
    engine.add(running, created);
    engine.images.set("shop", id("2"));
    const watched = new Watched(engine.endpoint);
    cleanups.push(() => watched.engine.dispose());
    watched.engine.start();
    for (const container of ["a", "b"]) {
      await untilNamed(watched, container, id("2"));
      expect(watched.containers?.get(container)).toMatchObject({ image: "shop", imageId: id("1") });
    }
    running.stop(1);
    engine.tell("die", "a");
    await watched.untilStatus("a", "exited");
    expect(watched.containers?.get("a")).toMatchObject({ image: "shop", namedImageId: id("2") });
  });

  test("is asked about at most four at a time", async () => {
    const engine = await FakeEngine.start();
    cleanups.push(() => engine.remove());
    const four = Promise.withResolvers<void>();
    let now = 0;
    let most = 0;
    const containers = Array.from({ length: 30 }, (_, index) => made(`c${index}`, `image${index}`, id("1")));
    engine.add(...containers);
    for (const { image, imageId } of containers) {
      engine.images.set(image, imageId);
      engine.on(`/images/${image}/json`, async () => {
        most = Math.max(most, ++now);
        if (now === 4) four.resolve();
        await four.promise;
        await new Promise((resolve) => setImmediate(resolve));
        now--;
        return false;
      });
    }
    const watched = new Watched(engine.endpoint);
    cleanups.push(() => watched.engine.dispose());
    watched.engine.start();
    for (const { id: container } of containers) await untilNamed(watched, container, id("1"));
    expect(most).toBe(4);
  });

  test("is forgotten with its last container, and asked about again for a new one", async () => {
    const { engine, watched } = await connected(made("a", "shop", id("1")));
    await untilNamed(watched, "a", id("1"));
    engine.containers.delete("a");
    engine.tell("destroy", "a");
    await watched.until("it is gone", () => watched.containers?.size === 0);
    engine.images.set("shop", id("2"));
    engine.tellImage("tag", id("2"), "shop");
    await untilQuiet(engine, watched);
    expect(asked(engine)).toEqual(["/images/shop/json", "/images/marker/json"]);
    engine.add(made("b", "shop", id("2")));
    engine.tell("create", "b");
    await untilNamed(watched, "b", id("2"));
    expect(asked(engine).filter((path) => path === "/images/shop/json")).toHaveLength(2);
  });

  test("is not known where the engine fails to say it, and is asked about again with the next list", async () => {
    const { engine, watched } = await connected(made("a", "shop", id("1")));
    await untilNamed(watched, "a", id("1"));
    engine.on("/images/shop/json", (_request, response) => {
      answer(response, 500, { message: "the store is locked" });
      return true;
    });
    engine.tellImage("tag", id("2"), "shop");
    await untilNamed(watched, "a", undefined);
    expect(asked(engine)).toHaveLength(4);
    expect(watched.engine.state.kind).toBe("connected");
    engine.off("/images/shop/json");
    await watched.engine.relist();
    await untilNamed(watched, "a", id("1"));
  });

  test("stays told over a short break, and is asked about anew", async () => {
    const { engine, watched } = await connected(made("a", "shop", id("1")));
    await untilNamed(watched, "a", id("1"));
    const before = watched.changes.length;
    engine.images.set("shop", id("2"));
    engine.breakConnections();
    await untilNamed(watched, "a", id("2"));
    const during = watched.changes
      .slice(before)
      .flatMap((change) => (change.kind === "listed" ? change.containers : []));
    expect(during.map(({ namedImageId }) => namedImageId)).toEqual([id("1")]);
  });

  test("is asked about no more once the engine is let go", async () => {
    const { engine, watched } = await connected(made("a", "shop", id("1")));
    await untilNamed(watched, "a", id("1"));
    const held = Promise.withResolvers<void>();
    engine.on("/images/shop/json", () => {
      held.resolve();
      return true;
    });
    engine.tellImage("tag", id("2"), "shop");
    await held.promise;
    watched.engine.dispose();
    await expect.poll(() => engine.connections).toBe(0);
    expect(asked(engine)).toHaveLength(2);
  });
});
