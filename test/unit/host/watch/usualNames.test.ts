import path from "node:path";
import { expect, test } from "vitest";
import { isUsual, literalGlob } from "../../../../src/host/watch/usualNames.ts";

const root = path.resolve("/w/shop");

test.each([
  ["compose.yaml", true],
  ["deploy/docker-compose.dev.yml", true],
  [".env", true],
  ["deploy/.env.local", true],
  ["deploy/stack.yml", false],
  ["environment", false],
  // What the patterns find there is dropped: build tools write thousands of files.
  ["node_modules/x/compose.yaml", false],
  ["../base/compose.yaml", false],
  ["../shop-base/compose.yaml", false],
])("%s is found by its name in the workspace: %s", (file, usual) => {
  expect(isUsual(path.join(root, file), [root])).toBe(usual);
});

test("a file is usual in any of the workspace's folders, and in none where there is none", () => {
  expect(isUsual(path.join(root, "compose.yaml"), [path.resolve("/w/other"), root])).toBe(true);
  expect(isUsual(path.join(root, "compose.yaml"), [])).toBe(false);
});

test("a name stands for itself, whatever is in it", () => {
  expect(literalGlob("stack-1.yml")).toBe("stack-1.yml");
  expect(literalGlob("{a}[x]*?.yml")).toBe("[{]a[}][[]x[]][*][?].yml");
});
