import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DockerPatterns,
  dockerIgnoreLines,
  type PatternHits,
} from "../../../../../src/core/build/dockerfile/dockerPatterns.ts";

const matches = (patterns: readonly string[], file: string) => new DockerPatterns(patterns).matches(file);

describe("patterns as Docker reads them", () => {
  // Cases of github.com/moby/patternmatcher's own tests, with what they expect.
  test.each([
    ["**", "file", true],
    ["**", "dir/file", true],
    ["**/", "dir/file", true],
    ["**/**", "dir/file", true],
    ["dir/**", "dir/file", true],
    ["dir/**", "dir/dir2/file", true],
    ["dir/**", "other/file", false],
    ["**/dir", "dir", true],
    ["**/dir", "dir/file", true],
    ["**/dir2/*", "dir/dir2/file", true],
    ["**/dir2/**", "dir/dir2/dir2/file", true],
    ["**file", "file", true],
    ["**file", "dir/file", true],
    ["**/file", "dir/dir/file", true],
    ["**/file*", "dir/dir/file.txt", true],
    ["**/file*txt", "dir/dir/file.txt", true],
    ["**/**/*.txt", "dir/dir/file.txt", true],
    ["a**/*.txt", "a/file.txt", true],
    ["a**/*.txt", "a/dir/file.txt", true],
    ["a/*.txt", "a/dir/file.txt", false],
    ["a/*.txt", "a/file.txt", true],
    ["a/*.txt**", "a/file.txt", true],
    ["a[b-d]e", "ae", false],
    ["a[b-d]e", "ace", true],
    ["a[^b-d]e", "aae", true],
    ["a[^b-d]e", "ace", false],
    ["abc.def", "abcdef", false],
    ["abc.def", "abc.def", true],
    ["abc.def", "abcZdef", false],
    ["abc?def", "abcZdef", true],
    ["abc?def", "abcdef", false],
    ["a\\*b", "a*b", true],
    ["a\\*b", "axb", false],
    ["(a)", "(a)", true],
    ["a|b", "a|b", true],
    ["a+b", "aab", false],
    [".*", ".foo", true],
    [".*", "foo", false],
    ["**/.*", "foo/.bar", true],
    ["*", "foo/bar", true],
    ["/a", "a", true],
    ["a/", "a/b", true],
    ["./a/../b", "b", true],
    ["file", "dir/file", false],
  ])("%s and %s", (pattern, file, expected) => {
    expect(matches([pattern], file)).toBe(expected);
  });

  test("the last one that says something decides, for what is below a folder as well", () => {
    expect(matches(["*", "!src", "src/gen"], "src/a.rs")).toBe(false);
    expect(matches(["*", "!src", "src/gen"], "src/gen/a.rs")).toBe(true);
    expect(matches(["*", "!src", "src/gen"], "docs/a.md")).toBe(true);
    expect(matches(["docs", "!docs/README.md"], "docs/README.md")).toBe(false);
    expect(matches(["!docs"], "docs")).toBe(false);
  });

  test("one that can't be read is told", () => {
    expect(new DockerPatterns(["a", "[b"]).broken).toBe(true);
    expect(new DockerPatterns(["a", "b[c]", "", "  "]).broken).toBe(false);
  });

  test("a file's lines: no comments, no empty ones, no byte order mark", () => {
    expect(dockerIgnoreLines("\uFEFFa\r\n# b\n\n  c\n#d")).toEqual(["a", "  c"]);
  });

  const name = fc.constantFrom("a", "b", "src", "*", "**", "a*", "?b", "[ab]");
  const pattern = fc
    .tuple(fc.boolean(), fc.array(name, { minLength: 1, maxLength: 4 }))
    .map(([negated, names]) => `${negated ? "!" : ""}${names.join("/")}`);
  const file = fc.array(fc.constantFrom("a", "b", "src", "ab", "c"), { minLength: 1, maxLength: 5 });

  test("from folder to folder they say the same, and what is excepted can be come to", () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 6 }), file, (given, names) => {
        const patterns = new DockerPatterns(given);
        let above: PatternHits | undefined;
        let left: string | undefined;
        for (const [index] of names.entries()) {
          const folder = names.slice(0, index + 1).join("/");
          expect(patterns.matchesIn(folder, above)).toBe(patterns.matches(folder));
          above = patterns.look(folder, above);
          expect(above.matched).toBe(patterns.matches(folder));
          if (left !== undefined) expect(above.matched, `${left} was left out`).toBe(true);
          if (above.matched && !patterns.mayExcept(folder)) left ??= folder;
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("none throws, whatever it is; what has no wildcard matches itself", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), fc.string(), (patterns, file) => {
        new DockerPatterns(patterns).matches(file);
      }),
    );
    const name = fc
      .stringMatching(/^[\w.@+(){}|^$ -]{1,20}$/)
      .filter((text) => text.trim() === text && !/^\.+$/.test(text));
    fc.assert(fc.property(name, (text) => void expect(matches([text], text)).toBe(true)));
  });
});
