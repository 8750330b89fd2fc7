import { describe, expect, it } from "vitest";
import { runCommand, shellCommand } from "../../../../src/core/compose/terminalCommands.ts";

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

describe("runCommand", () => {
  const context = {
    docker: "/usr/bin/docker",
    project: "shop",
    set: { files: ["/shop/compose.yaml"], projectDir: "/shop", runDir: "/shop", envFiles: ["/shop/dev.env"] },
    profiles: [],
    env: { DOCKER_HOST: "h" },
  };

  it("runs a program in a new container, with the mode's files and nothing that it depends on", () => {
    expect(runCommand(context, "web", ["cargo", "test", "--", "--nocapture"])).toEqual({
      title: "Run shop: web",
      program: "/usr/bin/docker",
      args: [
        ...["compose", "--file", "/shop/compose.yaml", "--env-file", "/shop/dev.env"],
        ...["--project-name", "shop", "run", "--rm", "--no-deps", "--", "web"],
        ...["cargo", "test", "--", "--nocapture"],
      ],
      env: { DOCKER_HOST: "h", COMPOSE_PROFILES: "", PWD: "/shop" },
    });
  });
});
