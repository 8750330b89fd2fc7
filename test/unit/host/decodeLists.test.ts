import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeLists } from "../../../src/host/decodeLists.ts";

test("what was remembered is taken only as lists of words by names of stacks", () => {
  expect(decodeLists({ shop: ["a"], none: [], blog: "a", other: ["a", 7], last: null })).toEqual({
    shop: ["a"],
    none: [],
  });
  for (const broken of [undefined, null, "shop", 7, ["a"]]) expect(decodeLists(broken)).toEqual({});
});

test("whatever is stored comes out as lists of words", () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      for (const words of Object.values(decodeLists(value))) {
        expect(words.every((word) => typeof word === "string")).toBe(true);
      }
    }),
  );
});
