import { describe, expect, it } from "vitest";
import {
  type ComposeContext,
  type ComposeRequest,
  composeCommands,
  shellCommand,
} from "../../../../src/core/compose/commands.ts";

const CONTEXT: ComposeContext = {
  docker: "/usr/bin/docker",
  files: ["/shop/docker/docker-compose.yml", "/shop/docker/docker-compose.dev.yml"],
  projectDir: "/shop/docker",
  project: "shop",
  env: { DOCKER_HOST: "unix:///run/docker.sock" },
};
const FRONT =
  "compose --ansi never --progress plain --file /shop/docker/docker-compose.yml --file /shop/docker/docker-compose.dev.yml --project-name shop ";

/** What is asked of Compose, without the part in front that is always the same. */
function asked(request: ComposeRequest): string[] {
  return composeCommands(CONTEXT, request).map((command) => {
    const line = command.args.join(" ");
    expect(line.startsWith(FRONT)).toBe(true);
    return line.slice(FRONT.length);
  });
}

describe("composeCommands", () => {
  it("acts on the whole stack", () => {
    expect(asked({ kind: "up", services: [] })).toEqual(["up --detach"]);
    expect(asked({ kind: "down", services: [] })).toEqual(["down"]);
    expect(asked({ kind: "start", services: [] })).toEqual(["start"]);
    expect(asked({ kind: "stop", services: [] })).toEqual(["stop"]);
    expect(asked({ kind: "restart", services: [] })).toEqual(["restart"]);
    expect(asked({ kind: "rebuild", services: [] })).toEqual(["build", "up --detach"]);
  });

  it("acts on single services, whatever they are called", () => {
    expect(asked({ kind: "up", services: ["web", "--volumes"] })).toEqual(["up --detach -- web --volumes"]);
    expect(asked({ kind: "stop", services: ["web"] })).toEqual(["stop -- web"]);
    expect(asked({ kind: "down", services: ["web"] })).toEqual(["rm --stop --force -- web"]);
  });

  it("never removes volumes or what the files do not name", () => {
    for (const kind of ["up", "down", "start", "stop", "restart", "rebuild"] as const) {
      for (const services of [[], ["web"]]) {
        expect(asked({ kind, services }).join(" ")).not.toMatch(/--volumes|-v\b|--remove-orphans/);
      }
    }
  });

  it("rebuilds single services: builds them, then brings them up", () => {
    expect(asked({ kind: "rebuild", services: ["web"] })).toEqual(["build -- web", "up --detach -- web"]);
  });

  it("rebuilds without the cache where asked", () => {
    expect(asked({ kind: "rebuild", services: [], noCache: true })[0]).toBe("build --no-cache");
  });

  it("runs docker itself, from the project's folder, against the engine that is watched", () => {
    expect(composeCommands(CONTEXT, { kind: "up", services: ["web", "db"] })).toMatchObject([
      {
        title: "Up shop: web, db",
        program: "/usr/bin/docker",
        cwd: "/shop/docker",
        env: { DOCKER_HOST: "unix:///run/docker.sock" },
      },
    ]);
  });
});

describe("without compose files", () => {
  const unknown: ComposeContext = { ...CONTEXT, files: [], projectDir: "" };

  it.each(["down", "start", "stop", "restart"] as const)("%s goes by the project's name", (kind) => {
    const [command] = composeCommands(unknown, { kind, services: [] });
    expect(command?.args).toEqual([
      "compose",
      "--ansi",
      "never",
      "--progress",
      "plain",
      "--project-name",
      "shop",
      kind,
    ]);
    // No file that happens to lie in a folder, or that the environment names, may be taken for the project's.
    expect(command?.cwd).toMatch(/^(\/|[A-Z]:\\)$/);
    expect(command?.env).toEqual({ DOCKER_HOST: "unix:///run/docker.sock", COMPOSE_FILE: undefined });
  });

  it.each(["up", "rebuild"] as const)("%s can't be done, and says why", (kind) => {
    expect(() => composeCommands(unknown, { kind, services: [] })).toThrow(
      "The compose files of shop are not known here. Open the folder that it was started from.",
    );
  });
});

describe("shellCommand", () => {
  it("opens bash where the container has one, by an argument array", () => {
    expect(shellCommand("/usr/bin/docker", "0123456789abcdef", { DOCKER_HOST: "h" })).toEqual({
      title: "Shell: 0123456789ab",
      program: "/usr/bin/docker",
      args: [
        "exec",
        "-it",
        "0123456789abcdef",
        "sh",
        "-c",
        "command -v bash >/dev/null 2>&1 && exec bash || exec sh",
      ],
      env: { DOCKER_HOST: "h" },
    });
  });
});
