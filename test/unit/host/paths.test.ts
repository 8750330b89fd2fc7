import path from "node:path";
import { expect, test } from "vitest";
import { shortPath } from "../../../src/host/paths.ts";

const home = path.resolve("/home/me");

test("a path in the user's folder is written as its owner would, any other as it is", () => {
  expect(shortPath(path.join(home, "other", "shop"), home)).toBe(path.join("~", "other", "shop"));
  expect(shortPath(home, home)).toBe("~");
  expect(shortPath(`${home}2`, home)).toBe(`${home}2`);
  expect(shortPath(home, "")).toBe(home);
});
