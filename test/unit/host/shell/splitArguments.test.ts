import fc from "fast-check";
import { expect, test } from "vitest";
import { explainSplit, splitArguments } from "../../../../src/host/shell/splitArguments.ts";
import { plain } from "../plain.ts";

const words = (text: string) => {
  const split = splitArguments(text);
  return split.kind === "words" ? split.words : split;
};

test.each<[string, string[]]>([
  ["", []],
  ["  \t ", []],
  ["cargo test --lib", ["cargo", "test", "--lib"]],
  ["  ls   -l\t/ ", ["ls", "-l", "/"]],
  ["sh -c 'echo a b | wc -w'", ["sh", "-c", "echo a b | wc -w"]],
  ['psql -c "select \\"id\\" from t"', ["psql", "-c", 'select "id" from t']],
  ["echo '' \"\"", ["echo", "", ""]],
  ["a'b c'd\"e f\"g", ["ab cde fg"]],
  ["a\\ b \\'c\\'", ["a b", "'c'"]],
  ["'a\\b' \"c\\d\"", ["a\\b", "c\\d"]],
  ["echo $HOME *.rs ; rm && x", ["echo", "$HOME", "*.rs", ";", "rm", "&&", "x"]],
])("%j is %j", (text, expected) => {
  expect(words(text)).toEqual(expected);
});

test("a quote that is not closed is told with its place", () => {
  expect(words("echo 'it")).toEqual({ kind: "unbalanced", quote: "'", at: 5 });
  expect(words('a "b\\"')).toEqual({ kind: "unbalanced", quote: '"', at: 2 });
  expect(words("a\\")).toEqual({ kind: "danglingBackslash" });
});

test("what keeps a text from being run is said", () => {
  const said = (text: string) => explainSplit(splitArguments(text), plain);
  expect(said("ls")).toBeUndefined();
  expect(said(" ")).toBe("Type a program and its arguments.");
  expect(said("echo 'it")).toBe("The quote ' at character 6 is not closed.");
  expect(said("ls \\")).toMatch(/backslash/);
});

test("whatever is put in single quotes comes out as it was", () => {
  const word = fc.string().filter((text) => !text.includes("'"));
  fc.assert(
    fc.property(fc.array(word), (expected) => {
      expect(words(expected.map((each) => `'${each}'`).join(" "))).toEqual(expected);
    }),
  );
});

test("whatever is put in double quotes, with its quotes and backslashes escaped, comes out as it was", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (expected) => {
      const quoted = expected.map((each) => `"${each.replace(/["\\]/g, "\\$&")}"`);
      expect(words(quoted.join("  "))).toEqual(expected);
    }),
  );
});
