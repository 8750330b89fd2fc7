import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileGlob } from "../../../../../src/core/build/dockerfile/glob.ts";

describe("patterns with many wildcards", () => {
  test.each([
    ["*a*b*c*", "xxaxxbxxcxx", true],
    ["*a*b*c*", "xxaxxcxxbxx", false],
    ["*a*b*c*", "a/b/c", false],
    ["**/a/**/b/**/c", "a/b/c", true],
    ["**/a/**/b/**/c", "x/a/y/z/b/c", true],
    ["**/a/**/b/**/c", "x/a/y/c/b", false],
    ["**/*.a/**/[x-z]?/**", "q/w.a/y1/deep/er", true],
    ["**/*.a/**/[x-z]?/**", "q/w.a/y1", false],
    ["***a*", "b/a", true],
  ])("%s and %s", (pattern, file, expected) => {
    expect(compileGlob(pattern)?.(file)).toBe(expected);
  });

  test("say the same as an expression of them, however many there are", () => {
    const part = fc.constantFrom("a", "b", "/", "*", "**", "**/", "?", "[ab]", "[^a]");
    const file = fc.array(fc.constantFrom("a", "b", "c", "/"), { maxLength: 8 }).map((all) => all.join(""));
    fc.assert(
      fc.property(fc.array(part, { minLength: 3, maxLength: 9 }), file, (parts, path) => {
        const pattern = parts.join("");
        // What ends so is read in a way of its own.
        fc.pre(!/^\*\*[^*?[\]\\/][^*?[\]\\]*$/.test(pattern));
        const source = pattern.replace(/\*\*\/?|\*|\?/g, (wildcard, at: number) => {
          if (wildcard.length === 1) return wildcard === "*" ? "[^/]*" : "[^/]";
          return at + wildcard.length === pattern.length ? ".*" : "(?:.*/)?";
        });
        expect(compileGlob(pattern)?.(path)).toBe(new RegExp(`^${source}$`, "su").test(path));
      }),
      { numRuns: 500 },
    );
  });

  test("take no time that grows with what they could try", () => {
    const begun = performance.now();
    expect(compileGlob("*a".repeat(30))?.("a".repeat(200))).toBe(true);
    expect(compileGlob(`${"**/a/".repeat(30)}b`)?.("a/".repeat(100))).toBe(false);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
