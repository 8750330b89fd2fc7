import { describe, expect, it } from "vitest";
import {
  plainStatus,
  progressDialect,
  withProgress,
} from "../../../../../src/core/build/run/composeProgress.ts";
import { composeLine } from "../../../../../src/core/compose/composeLine.ts";

const SET = { files: ["/shop/compose.yaml"], projectDir: "/shop", runDir: "/shop", envFiles: [] };
const CONTEXT = {
  docker: "/usr/bin/docker",
  env: { A: "1" },
  project: "shop",
  set: SET,
  profiles: undefined,
};

describe("progressDialect", () => {
  it.each([
    ["2.40.3-3\n", "json"],
    ["v2.29.0", "json"],
    ["2.28.1", "variable"],
    ["2.26.1-4", "variable"],
    ["2.25.0", undefined],
    ["", undefined],
  ])("%j: %s", (version, dialect) => {
    expect(progressDialect(version)).toBe(dialect);
  });
});

describe("withProgress", () => {
  const line = composeLine(CONTEXT, "Build", ["build"], ["web"]);
  const rest = ["--file", "/shop/compose.yaml", "--project-name", "shop", "build", "--", "web"];

  it("asks for rawjson in the way of each Compose", () => {
    expect(withProgress(line, "json")).toEqual({
      ...line,
      args: ["compose", "--ansi", "never", "--progress", "json", ...rest],
    });
    expect(withProgress(line, "variable")).toEqual({
      ...line,
      args: ["compose", ...rest],
      env: { A: "1", BUILDKIT_PROGRESS: "rawjson", COMPOSE_ANSI: undefined, COMPOSE_PROGRESS: undefined },
    });
  });

  it("leaves other commands alone", () => {
    expect(withProgress({ ...line, args: ["build.sh"] }, "json")).toBeUndefined();
    expect(withProgress({ ...line, args: ["compose", "up"] }, "json")).toBeUndefined();
  });
});

describe("plainStatus", () => {
  it("says in words what Compose says as JSON", () => {
    expect(plainStatus('{"id":"Container shop-web-1","status":"Started"}')).toBe(
      " Container shop-web-1  Started",
    );
    expect(plainStatus('{"id":"db","text":"Pulling"}')).toBe(" db Pulling ");
    expect(plainStatus('{"error":true,"message":"Dockerfile:1\\n\\n---\\n\\nfailed to solve: x\\n"}')).toBe(
      "Dockerfile:1\n---\nfailed to solve: x",
    );
  });

  it("leaves what it does not know", () => {
    for (const line of [" Container x  Started", '{"a', "{}", "{broken}", '{"error":true}']) {
      expect(plainStatus(line)).toBe(line);
    }
  });
});
