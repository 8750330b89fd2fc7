import { describe, expect, test } from "vitest";
import { selectStacks } from "../../../../src/core/stack/select.ts";
import { EMPTY_STORE, reduce, type StackEvent } from "../../../../src/core/stack/store.ts";
import { LOOSE_STACK_ID, type ReloadState } from "../../../../src/shared/model.ts";
import { container, loose } from "./containers.ts";
import { broken, FOLDER, model, service, set } from "./sets.ts";

const dev = set("docker-compose.dev.yml");
const production = set("docker-compose.yml");

function stacksAfter(...events: StackEvent[]) {
  const first: StackEvent = { kind: "folders", folders: [FOLDER] };
  return selectStacks([first, ...events].reduce(reduce, EMPTY_STORE));
}

const listed = (...containers: ReturnType<typeof container>[]): StackEvent => ({
  kind: "containers",
  change: { kind: "listed", containers },
});

describe("a stack", () => {
  test("is its files' project, with each service that they declare, before anything runs", () => {
    const [shop, ...others] = stacksAfter({ kind: "sets", sets: [dev] }, listed());
    expect(others).toEqual([]);
    expect(shop).toMatchObject({ id: "shop", known: true, running: 0, total: 2 });
    expect(shop?.services.map(({ name, buildable }) => [name, buildable])).toEqual([
      ["backend", true],
      ["ui", true],
    ]);
  });

  test("counts the services that run, not their containers", () => {
    const [shop] = stacksAfter(
      { kind: "sets", sets: [dev] },
      listed(
        container(),
        container({ number: 2 }),
        container({ status: "exited", labels: { service: "ui" } }),
      ),
    );
    expect(shop).toMatchObject({ running: 1, total: 2 });
    expect(shop?.services[0]?.containers).toHaveLength(2);
  });

  test("shows a service that only runs, after the declared ones", () => {
    const [shop] = stacksAfter(
      { kind: "sets", sets: [dev] },
      listed(container({ labels: { service: "adminer" } })),
    );
    expect(shop?.services.map(({ name, declared }) => [name, declared])).toEqual([
      ["backend", true],
      ["ui", true],
      ["adminer", false],
    ]);
  });

  test("says nothing of a service's reload while the engine can't be reached", () => {
    const reload: ReloadState = {
      tool: "bun",
      phase: { kind: "running", since: 1, warnings: 0 },
      serving: { kind: "new", evidence: "It was started after the last change." },
    };
    const runs: StackEvent[] = [
      { kind: "sets", sets: [dev] },
      listed(container()),
      { kind: "reload", stackId: "shop", service: "backend", reload },
    ];
    expect(stacksAfter(...runs)[0]?.services[0]?.reload).toEqual(reload);
    const [shop] = stacksAfter(...runs, { kind: "containers", change: { kind: "lost" } });
    expect(shop?.services[0]).not.toHaveProperty("reload");
  });

  test("that runs from the workspace's folder is there before its files were read", () => {
    expect(stacksAfter(listed(container())).map(({ id }) => id)).toEqual(["shop"]);
  });

  test("of another folder is told as one from elsewhere, after the workspace's, with where it was made", () => {
    const elsewhere = container({ labels: { project: "blog", workingDir: "/home/dev/shop-blog" } });
    const stacks = stacksAfter({ kind: "sets", sets: [dev] }, listed(elsewhere, container()));
    expect(stacks.map(({ id, origin }) => [id, origin])).toEqual([
      ["shop", "workspace"],
      ["blog", "elsewhere"],
    ]);
    expect(stacks[1]).toMatchObject({ modes: [], workingDirs: ["/home/dev/shop-blog"], collidesWith: [] });
    expect(stacks[0]).not.toHaveProperty("workingDirs");
  });

  test("may be called as what every object has", () => {
    const odd = container({ labels: { project: "constructor", workingDir: "/elsewhere" } });
    const [stack] = stacksAfter(listed(odd));
    expect(stack?.project).toBe("constructor");
    expect(stack).not.toHaveProperty("chosenProfiles");
  });

  test("says nothing of its containers while the engine can't be reached", () => {
    const [shop] = stacksAfter({ kind: "sets", sets: [dev] }, listed(container()), {
      kind: "containers",
      change: { kind: "lost" },
    });
    expect(shop).toMatchObject({ known: false, running: 0, total: 2 });
    expect(shop?.services[0]?.verdict.kind).toBe("unknown");
  });

  test("does not count a one-off container as its service running", () => {
    const [shop] = stacksAfter({ kind: "sets", sets: [dev] }, listed(container({ oneOff: true })));
    expect(shop?.running).toBe(0);
    expect(shop?.services[0]?.containers).toHaveLength(1);
  });
});

describe("the mode of a stack", () => {
  const sets: StackEvent = { kind: "sets", sets: [dev, production] };

  test("is the one that its containers were made from, whatever was chosen", () => {
    const [shop] = stacksAfter(
      sets,
      { kind: "chosen", chosen: { shop: production.id } },
      listed(container()),
    );
    expect(shop?.activeMode).toBe(dev.id);
    expect(shop?.modes.map(({ label }) => label)).toEqual(["dev", "production"]);
  });

  test("is the running containers' where others were left behind", () => {
    const left = { status: "exited", labels: { configFiles: production.files } } as const;
    const [shop] = stacksAfter(sets, listed(container(left), container(left), container()));
    expect(shop?.activeMode).toBe(dev.id);
  });

  test("is the chosen one where nothing runs", () => {
    const [shop] = stacksAfter(sets, { kind: "chosen", chosen: { shop: production.id } }, listed());
    expect(shop?.activeMode).toBe(production.id);
  });

  test("is open where nothing runs, nothing was chosen and there are two", () => {
    expect(stacksAfter(sets, listed())[0]).not.toHaveProperty("activeMode");
  });
});

describe("files that Compose refuses", () => {
  test("are told with the stack of the files beside them", () => {
    const refused = broken("docker-compose.dev.yml", "yaml: line 3: mapping values are not allowed");
    const stacks = stacksAfter({ kind: "sets", sets: [refused, production] }, listed());
    expect(stacks.map(({ id }) => id)).toEqual(["shop"]);
    expect(stacks[0]?.modes[0]?.problem).toMatch(/line 3/);
  });

  test("alone make a stack named as Compose names a folder", () => {
    const refused = broken("compose.yml", "yaml: line 1", { projectDir: "/home/dev/_My Shop.2" });
    expect(stacksAfter({ kind: "sets", sets: [refused] }, listed())[0]?.project).toBe("myshop2");
  });

  test("keep the services of the last good reading", () => {
    const [shop] = stacksAfter(
      { kind: "sets", sets: [set("docker-compose.yml", { problem: "broken" })] },
      listed(),
    );
    expect(shop?.services.map(({ name }) => name)).toEqual(["backend", "ui"]);
  });
});

describe("containers of no project", () => {
  test("come last, each as a service of its own name, in the order of the names", () => {
    const elsewhere = container({ labels: { project: "zoo", workingDir: "/elsewhere" } });
    const stacks = stacksAfter(
      listed(loose("web"), loose("db", { status: "exited", exitCode: 1 }), elsewhere),
    );
    expect(stacks.map(({ id, origin }) => [id, origin])).toEqual([
      ["zoo", "elsewhere"],
      [LOOSE_STACK_ID, "loose"],
    ]);
    expect(
      stacks[1]?.services.map(({ name, declared, containers }) => [name, declared, containers.length]),
    ).toEqual([
      ["db", false, 1],
      ["web", false, 1],
    ]);
    expect(stacks[1]).toMatchObject({ running: 1, total: 2, modes: [], collidesWith: [] });
  });

  test("are no stack of their own where there is none", () => {
    expect(stacksAfter(listed(container())).map(({ origin }) => origin)).toEqual(["workspace"]);
  });
});

describe("a service of profiles that are not active", () => {
  const debug = service("debugger", { active: false, profiles: ["debug", "tools"] });
  const sets: StackEvent = {
    kind: "sets",
    sets: [set("docker-compose.dev.yml", { model: model(service("backend"), debug) })],
  };

  test("is shown, and not counted as one that should run", () => {
    const [shop] = stacksAfter(sets, listed(container()));
    expect(shop).toMatchObject({ running: 1, total: 1 });
    expect(shop?.modes[0]?.profiles).toEqual(["debug", "tools"]);
    expect(shop?.services[1]).toMatchObject({
      inactiveProfiles: ["debug", "tools"],
      verdict: { kind: "unknown", reason: "none of its profiles is active (debug, tools)" },
    });
  });

  test("counts while it runs", () => {
    const [shop] = stacksAfter(sets, listed(container(), container({ labels: { service: "debugger" } })));
    expect(shop).toMatchObject({ running: 2, total: 2 });
  });
});

describe("what would make a container anew", () => {
  test("is told with it, and asked for by the service's verdict", () => {
    const [shop] = stacksAfter(
      { kind: "sets", sets: [dev] },
      listed(container({ namedImageId: "sha256:1" })),
    );
    expect(shop?.services[0]).toMatchObject({
      containers: [{ drift: "rebuilt" }],
      verdict: { kind: "notCurrent", action: "recreate" },
    });
    expect(shop?.services[0]?.containers[0]).not.toHaveProperty("namedImageId");
  });
});

describe("containers", () => {
  test("that went are gone, one that was never there changes nothing", () => {
    const one = container();
    const before = [listed(one)].reduce(reduce, EMPTY_STORE);
    expect(
      reduce(before, { kind: "containers", change: { kind: "removed", id: one.id } }).containers?.size,
    ).toBe(0);
    const unchanged = reduce(before, { kind: "containers", change: { kind: "removed", id: "other" } });
    expect(unchanged.containers).toBe(before.containers);
  });

  test("that change before the first list do not pretend to be the list", () => {
    const change = { kind: "changed", container: container() } as const;
    expect(reduce(EMPTY_STORE, { kind: "containers", change }).containers).toBeUndefined();
  });
});

test("actions of a stack are told until the last has ended", () => {
  const action = { kind: "up", services: [], phase: "running", since: 1 } as const;
  const sets: StackEvent = { kind: "sets", sets: [dev] };
  const at = (actions: readonly (typeof action)[]): StackEvent => ({
    kind: "actions",
    stackId: "shop",
    actions,
  });
  expect(stacksAfter(sets, at([action]))[0]?.actions).toEqual([action]);
  expect(stacksAfter(sets, at([action]), at([]))[0]?.actions).toEqual([]);
});
