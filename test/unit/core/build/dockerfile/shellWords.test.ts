import fc from "fast-check";
import { expect, test } from "vitest";
import {
  evaluate,
  shellWords,
  splitFlags,
  UNKNOWN,
} from "../../../../../src/core/build/dockerfile/shellWords.ts";

const VALUES = new Map([
  ["A", "one"],
  ["EMPTY", ""],
]);
const braced = (inner: string) => `\${${inner}}`;
const lookup = (name: string) => VALUES.get(name);

test.each([
  ["$A", "one"],
  [`x${braced("A")}y`, "xoney"],
  ["$A-$A", "one-one"],
  ['"$A b"', "one b"],
  ["'$A'", "$A"],
  ["\\$A", "$A"],
  ["a\\*b", "a\\*b"],
  [braced("A:-two"), "one"],
  [braced("EMPTY:-two"), "two"],
  [braced("EMPTY-two"), ""],
  [braced("EMPTY:-$A"), "one"],
  [braced("A:+two"), "two"],
  [braced("EMPTY:+two"), ""],
  ["$NONE", UNKNOWN],
  ["a/$NONE/b", `a/${UNKNOWN}/b`],
  [braced("NONE:-two"), UNKNOWN],
  [braced("A%e"), UNKNOWN],
  ["${A", UNKNOWN],
  ["$", "$"],
])("%s is %j", (word, value) => {
  expect(evaluate(word, lookup)).toBe(value);
});

test("words keep their quotes; flags come before the others", () => {
  expect(shellWords(` a "b c" 'd e'f g\\ h `)).toEqual(["a", '"b c"', "'d e'f", "g\\ h"]);
  expect(splitFlags("--a=1  --b c --d")).toEqual({ flags: ["--a=1", "--b"], args: "c --d" });
});

test("nothing throws or hangs", () => {
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom("${", "$", "}", "A", ":-", '"', "'", "\\")).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(text, (word) => {
      evaluate(word, lookup);
      shellWords(word);
      splitFlags(word);
    }),
  );
  evaluate("${A:-".repeat(50_000), () => "");
  splitFlags("--a".repeat(50_000));
});
