import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fullImageName, isImageId } from "../../../../src/core/engine/imageName.ts";

const ID = "ed6c6b6fce927399b1a32036aeb0efebf2a725149f2a6704467fa467573d6eb7";

describe("an image's name", () => {
  test.each([
    ["redis", "docker.io/library/redis:latest"],
    ["redis:7", "docker.io/library/redis:7"],
    ["library/redis", "docker.io/library/redis:latest"],
    ["docker.io/redis", "docker.io/library/redis:latest"],
    ["docker.io/library/redis:latest", "docker.io/library/redis:latest"],
    ["index.docker.io/library/redis", "docker.io/library/redis:latest"],
    ["bitnami/redis", "docker.io/bitnami/redis:latest"],
    ["ghcr.io/owner/app", "ghcr.io/owner/app:latest"],
    ["127.0.0.1:5000/app:dev", "127.0.0.1:5000/app:dev"],
    ["localhost/app", "localhost/app:latest"],
    ["registry:5000/app", "registry:5000/app:latest"],
    ["[fd00::1]:5000/app", "[fd00::1]:5000/app:latest"],
    ["Registry.Example/deep/er/app", "Registry.Example/deep/er/app:latest"],
  ])("%s is %s", (name, full) => {
    expect(fullImageName(name)).toBe(full);
    expect(fullImageName(full)).toBe(full);
  });

  test.each([
    [""],
    [ID],
    [`sha256:${ID}`],
    [`redis@sha256:${ID}`],
    [`redis:7@sha256:${ID}`],
    ["../../containers/json"],
    ["redis/../other"],
    ["/redis"],
    ["redis?all=1"],
    ["a b"],
    ["redis:"],
  ])("%j is none that could stand for another image later", (text) => {
    expect(fullImageName(text)).toBeUndefined();
  });

  test("stays the same once it is written out, and no text makes it throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."ab.:/@-_1") })), (text) => {
        const full = fullImageName(text);
        if (full !== undefined) expect(fullImageName(full)).toBe(full);
      }),
      { numRuns: 2_000 },
    );
  });

  test("is told from what only looks like one to its end, without trying every way to read it", () => {
    // A pattern that goes back and forth would not be done within the test's time.
    expect(fullImageName(`${"a/".repeat(50_000)}!`)).toBeUndefined();
    expect(fullImageName(`${"a.".repeat(50_000)}!`)).toBeUndefined();
  });
});

test("an id is told from a name", () => {
  expect(isImageId(ID)).toBe(true);
  expect(isImageId(`sha256:${ID}`)).toBe(true);
  expect(isImageId(ID.slice(1))).toBe(false);
  expect(isImageId("redis")).toBe(false);
});
