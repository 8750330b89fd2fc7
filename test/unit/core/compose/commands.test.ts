import { describe, expect, it } from "vitest";
import type { BuildPlan } from "../../../../src/core/build/run/buildPlan.ts";
import type { Command } from "../../../../src/core/compose/command.ts";
import {
  type ComposeRequest,
  composeCommands,
  needsFiles,
  type StackContext,
} from "../../../../src/core/compose/commands.ts";
import type { ActionKind } from "../../../../src/shared/model.ts";

const SET = {
  files: ["/shop/docker/docker-compose.yml", "/shop/docker/docker-compose.dev.yml"],
  projectDir: "/shop/docker",
  runDir: "/shop",
  envFiles: [],
};
const CONTEXT: StackContext = {
  docker: "/usr/bin/docker",
  set: SET,
  project: "shop",
  profiles: undefined,
  env: { DOCKER_HOST: "unix:///run/docker.sock" },
  own: {},
  everyProfile: false,
  hashWithoutDependencies: true,
};
const FRONT =
  "compose --ansi never --progress plain --file /shop/docker/docker-compose.yml --file /shop/docker/docker-compose.dev.yml --project-name shop ";
const KINDS: readonly ActionKind[] = [
  "up",
  "down",
  "start",
  "stop",
  "restart",
  "recreate",
  "build",
  "rebuild",
  "pull",
  "kill",
  "pause",
  "unpause",
];

/** What is asked of Compose, without the part in front that is always the same; own programs by their name. */
function asked(request: Partial<ComposeRequest> & { kind: ActionKind }, context: Partial<StackContext> = {}) {
  return composeCommands({ ...CONTEXT, ...context }, { services: [], ...request }).map((command) => {
    const line = command.args.join(" ");
    if (command.program !== CONTEXT.docker) return command.program;
    expect(line.startsWith(FRONT)).toBe(true);
    return line.slice(FRONT.length);
  });
}

describe("composeCommands", () => {
  it.each<[ActionKind, string[], string[]]>([
    ["up", ["up --detach"], ["up --detach -- web"]],
    ["down", ["down"], ["rm --stop --force -- web"]],
    ["start", ["start"], ["start -- web"]],
    ["stop", ["stop"], ["stop -- web"]],
    ["restart", ["restart"], ["restart -- web"]],
    ["recreate", ["up --detach --force-recreate"], ["up --detach --force-recreate --no-deps -- web"]],
    ["build", ["build"], ["build -- web"]],
    ["rebuild", ["build", "up --detach"], ["build -- web", "up --detach -- web"]],
    ["pull", ["pull --ignore-buildable"], ["pull -- web"]],
    ["kill", ["kill"], ["kill -- web"]],
    ["pause", ["pause"], ["pause -- web"]],
    ["unpause", ["unpause"], ["unpause -- web"]],
  ])("%s: the whole stack, and one service", (kind, whole, one) => {
    expect(asked({ kind })).toEqual(whole);
    expect(asked({ kind, services: ["web"] })).toEqual(one);
  });

  it("takes services for services, whatever they are called", () => {
    expect(asked({ kind: "up", services: ["web", "--volumes"] })).toEqual(["up --detach -- web --volumes"]);
  });

  it("removes volumes and what the files do not name only where asked", () => {
    const drastic = /--volumes|-v\b|--remove-orphans/;
    for (const kind of KINDS) {
      for (const services of [[], ["web"]]) {
        expect(asked({ kind, services }).join(" ")).not.toMatch(drastic);
      }
    }
    expect(asked({ kind: "down", volumes: true })).toEqual(["down --volumes"]);
    expect(asked({ kind: "down", volumes: true, services: ["web"] }).join(" ")).not.toMatch(drastic);
    expect(asked({ kind: "up", removeOrphans: true })).toEqual(["up --detach --remove-orphans"]);
  });

  it("builds first and waits where asked", () => {
    expect(asked({ kind: "up", build: true, wait: true })).toEqual(["up --detach --build --wait"]);
    expect(asked({ kind: "up", build: true, services: ["web"] })).toEqual(["up --detach --build -- web"]);
    expect(asked({ kind: "rebuild", noCache: true })[0]).toBe("build --no-cache");
    expect(asked({ kind: "build", noCache: true, services: ["web"] })).toEqual(["build --no-cache -- web"]);
  });

  it("recreates without --no-deps where that would spoil the hash on the container", () => {
    const older = { hashWithoutDependencies: false };
    expect(asked({ kind: "recreate", services: ["web"] }, older)).toEqual([
      "up --detach --force-recreate -- web",
    ]);
  });

  it("runs docker itself, from the folder where Compose is run, against the engine that is watched", () => {
    expect(composeCommands(CONTEXT, { kind: "up", services: ["web", "db"] })).toMatchObject([
      {
        title: "Up shop: web, db",
        program: "/usr/bin/docker",
        cwd: "/shop",
        env: { DOCKER_HOST: "unix:///run/docker.sock" },
      },
    ]);
  });
});

describe("profiles", () => {
  const front = (kind: ActionKind, context: Partial<StackContext>, services: string[] = []) =>
    composeCommands({ ...CONTEXT, ...context }, { kind, services }).map(({ args, env }) => ({
      profiles: args.filter((_, index) => args[index - 1] === "--profile"),
      empty: env["COMPOSE_PROFILES"],
    }));

  it("are those that were chosen, none, or Compose's own", () => {
    const chosen = { profiles: ["debug", "mail"], empty: undefined };
    expect(front("up", { profiles: ["debug", "mail"] })).toEqual([chosen]);
    expect(front("rebuild", { profiles: ["debug", "mail"] })).toEqual([chosen, chosen]);
    expect(front("up", { profiles: [] })).toEqual([{ profiles: [], empty: "" }]);
    expect(front("up", { profiles: undefined })).toEqual([{ profiles: [], empty: undefined }]);
  });

  it.each(["down", "stop", "restart", "kill", "pause", "unpause"] as const)(
    "do not keep %s from containers of other profiles",
    (kind) => {
      const every = { profiles: ["debug"], everyProfile: true };
      expect(front(kind, every)[0]?.profiles).toEqual(["*"]);
      expect(front(kind, every, ["web"])[0]?.profiles).toEqual(["debug"]);
    },
  );

  it.each(["up", "start", "recreate", "rebuild", "pull"] as const)("limit %s to what is active", (kind) => {
    expect(front(kind, { profiles: ["debug"], everyProfile: true })[0]?.profiles).toEqual(["debug"]);
  });
});

describe("the user's own commands", () => {
  const own = (name: string): Command => ({ title: name, program: name, args: [], cwd: "/shop", env: {} });
  const both = { own: { build: own("BUILD"), up: own("UP") } };

  it("go before Compose's for the whole stack", () => {
    expect(asked({ kind: "up" }, both)).toEqual(["UP"]);
    expect(asked({ kind: "up", build: true }, both)).toEqual(["BUILD", "UP"]);
    expect(asked({ kind: "rebuild" }, both)).toEqual(["BUILD", "UP"]);
    expect(asked({ kind: "up", build: true }, { own: { build: own("BUILD") } })).toEqual([
      "BUILD",
      "up --detach",
    ]);
    expect(asked({ kind: "rebuild" }, { own: { up: own("UP") } })).toEqual(["build", "UP"]);
  });

  it("are not for a service, nor for anything else", () => {
    expect(asked({ kind: "up", services: ["web"] }, both)).toEqual(["up --detach -- web"]);
    expect(asked({ kind: "rebuild", services: ["web"] }, both)).toEqual([
      "build -- web",
      "up --detach -- web",
    ]);
    expect(asked({ kind: "recreate" }, both)).toEqual(["up --detach --force-recreate"]);
  });

  it("are followed by Compose where it has to wait, or remove what another mode left", () => {
    expect(asked({ kind: "up", wait: true, removeOrphans: true }, both)).toEqual([
      "UP",
      "up --detach --no-recreate --remove-orphans --wait",
    ]);
  });

  it("decide about the cache themselves, which is said", () => {
    expect(() => asked({ kind: "rebuild", noCache: true }, both)).toThrow(
      "shop is built by a command of its own, which decides about the cache.",
    );
    expect(() => asked({ kind: "build", stampAll: true }, both)).toThrow("decides about build arguments.");
    expect(asked({ kind: "build" }, both)).toEqual(["BUILD"]);
  });
});

describe("build arguments", () => {
  const one: BuildPlan = {
    lines: [{ services: [], arguments: { GIT_COMMIT: "abc", CACHE_BUST: "1" } }],
    thenNoBuild: false,
  };
  const two: BuildPlan = {
    lines: [
      { services: ["web"], arguments: { GIT_COMMIT: "abc" } },
      { services: ["api", "db"], arguments: {} },
    ],
    thenNoBuild: false,
  };

  it("are given to what is built, line by line", () => {
    expect(asked({ kind: "build", plan: one, noCache: true })).toEqual([
      "build --no-cache --build-arg GIT_COMMIT=abc --build-arg CACHE_BUST=1",
    ]);
    expect(asked({ kind: "build", services: ["web"], plan: one })).toEqual([
      "build --build-arg GIT_COMMIT=abc --build-arg CACHE_BUST=1 -- web",
    ]);
    expect(asked({ kind: "rebuild", plan: two })).toEqual([
      "build --build-arg GIT_COMMIT=abc -- web",
      "build -- api db",
      "up --detach",
    ]);
  });

  it("have images built before Up, which takes none", () => {
    expect(asked({ kind: "up", build: true, wait: true, plan: one })).toEqual([
      "build --build-arg GIT_COMMIT=abc --build-arg CACHE_BUST=1",
      "up --detach --wait",
    ]);
    expect(asked({ kind: "up", plan: { ...two, lines: two.lines.slice(0, 1) } })).toEqual([
      "build --build-arg GIT_COMMIT=abc -- web",
      "up --detach",
    ]);
    expect(asked({ kind: "recreate", services: ["web"], plan: two }).slice(0, 2)).toEqual([
      "build --build-arg GIT_COMMIT=abc -- web",
      "build -- api db",
    ]);
  });

  it("are not lost to an Up that always builds", () => {
    const plan = { ...one, thenNoBuild: true };
    expect(asked({ kind: "rebuild", plan })[1]).toBe("up --detach --no-build");
    expect(asked({ kind: "up", build: true, plan })[1]).toBe("up --detach --no-build");
  });
});

describe("without compose files", () => {
  const { set: _set, ...unknown } = CONTEXT;

  it.each(KINDS.filter((kind) => !needsFiles(kind)))("%s goes by the project's name", (kind) => {
    const [command] = composeCommands(unknown, { kind, services: [] });
    const front = ["compose", "--ansi", "never", "--progress", "plain", "--project-name", "shop"];
    expect(command?.args).toEqual([...front, kind]);
    // No file that happens to lie in a folder, or that the environment names, may be taken for the project's.
    expect(command?.cwd).toMatch(/^(\/|[A-Z]:\\)$/);
    expect(command?.env).toEqual({
      DOCKER_HOST: "unix:///run/docker.sock",
      COMPOSE_FILE: undefined,
      COMPOSE_ENV_FILES: undefined,
    });
  });

  it("some kinds can't be done", () => {
    expect(KINDS.filter(needsFiles)).toEqual(["up", "recreate", "build", "rebuild", "pull"]);
  });
});

describe("how files are to be read", () => {
  it("is told in full where the user set it", () => {
    const set = { ...SET, projectDir: "/shop", envFiles: ["/shop/.env", "/shop/.env.local"] };
    const [command] = composeCommands({ ...CONTEXT, set }, { kind: "up", services: [] });
    expect(command?.args.join(" ")).toContain(
      " --project-directory /shop --env-file /shop/.env --env-file /shop/.env.local --project-name shop up",
    );
  });
});
