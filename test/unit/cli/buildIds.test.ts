import { describe, expect, it } from "vitest";
import { findBuilds, idLength } from "../../../src/cli/buildIds.ts";

const records = [
  "default/default/abcdefgh1",
  "default/default/abcdefgh2",
  "default/default/xyz",
  "own/abc",
].map((id) => ({ id }));
const found = (wanted: string) => findBuilds(records, wanted).map(({ id }) => id);

describe("a build's id", () => {
  it("is shown as far as it takes to tell it from the others", () => {
    expect(idLength(records)).toBe(9);
    expect(idLength(records.slice(2))).toBe(7);
    expect(idLength([])).toBe(7);
  });

  it("is found whole, by how it begins, by how its last part begins, and as the last", () => {
    expect(found("default/default/xyz")).toEqual(["default/default/xyz"]);
    expect(found("x")).toEqual(["default/default/xyz"]);
    expect(found("own/")).toEqual(["own/abc"]);
    expect(found("last")).toEqual(["default/default/abcdefgh1"]);
    expect(findBuilds([], "last")).toEqual([]);
  });

  it("is several where it begins alike, but not where one is it exactly", () => {
    expect(found("abcd")).toEqual(["default/default/abcdefgh1", "default/default/abcdefgh2"]);
    expect(found("abc")).toEqual(["own/abc"]);
    expect(found("nothing")).toEqual([]);
  });
});
