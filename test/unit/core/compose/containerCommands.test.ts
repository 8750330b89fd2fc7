import { describe, expect, it } from "vitest";
import { containerCommands } from "../../../../src/core/compose/containerCommands.ts";

const DOCKER = { docker: "/usr/bin/docker", env: { DOCKER_HOST: "h" } };
const TWO = [
  { id: "aaa", name: "mailhog" },
  { id: "bbb", name: "redis" },
];

describe("containers that Compose did not make", () => {
  it.each([
    ["start", "start -- aaa bbb", "Start mailhog, redis"],
    ["stop", "stop -- aaa bbb", "Stop mailhog, redis"],
    ["restart", "restart -- aaa bbb", "Restart mailhog, redis"],
    ["kill", "kill -- aaa bbb", "Kill mailhog, redis"],
    ["pause", "pause -- aaa bbb", "Pause mailhog, redis"],
    ["unpause", "unpause -- aaa bbb", "Unpause mailhog, redis"],
    ["down", "rm --force -- aaa bbb", "Remove mailhog, redis"],
  ] as const)("%s goes by their ids, from no folder", (kind, args, title) => {
    expect(containerCommands(DOCKER, kind, TWO)).toEqual([
      {
        title,
        program: "/usr/bin/docker",
        args: args.split(" "),
        cwd: expect.stringMatching(/^(\/|[A-Z]:\\)$/),
        env: { DOCKER_HOST: "h" },
      },
    ]);
  });

  it.each(["up", "recreate", "rebuild", "pull"] as const)(
    "%s takes a compose file, which is said",
    (kind) => {
      expect(() => containerCommands(DOCKER, kind, TWO)).toThrow("no file says how to make it anew");
    },
  );

  it("says it where there are none", () => {
    expect(() => containerCommands(DOCKER, "stop", [])).toThrow("no container left");
  });
});
