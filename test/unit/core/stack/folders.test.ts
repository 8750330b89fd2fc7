import { expect, test } from "vitest";
import { isWithin } from "../../../../src/core/stack/folders.ts";

test.each([
  ["/home/dev/shop", true],
  ["/home/dev/shop/", true],
  ["/home/dev/shop/docker/deep", true],
  ["/home/dev/shop/..hidden", true],
  ["/home/dev/shop-2", false],
  ["/home/dev", false],
  ["/", false],
  ["/home/dev/shop/../blog", false],
  ["", false],
])("%j is in /home/dev/shop: %s", (candidate, within) => {
  expect(isWithin("/home/dev/shop", candidate)).toBe(within);
});
