import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stripEscapes } from "../../../../src/core/logs/escapes.ts";

const ESC = "\u001b";
const STARTS = new RegExp(`${ESC}|\u009b|\u009d`, "g");

describe("escape sequences", () => {
  test.each([
    ["none", "plain [31m text", "plain [31m text"],
    ["colours", `${ESC}[1m${ESC}[38;5;9merror${ESC}[0m: ${ESC}[38:2::1:2:3mno${ESC}[m`, "error: no"],
    ["a cleared screen", `${ESC}c${ESC}[2J${ESC}[3J${ESC}[HRunning`, "Running"],
    ["private modes", `${ESC}[?25lhidden${ESC}[?25h${ESC}[>4;1mx`, "hiddenx"],
    ["a link that ends with ST", `${ESC}]8;;https://a.b/c${ESC}\\link${ESC}]8;;${ESC}\\ on`, "link on"],
    ["a link that ends with BEL", `${ESC}]8;;https://a.b/c\u0007link${ESC}]8;;\u0007`, "link"],
    ["a title", `${ESC}]0;a title\u0007text`, "text"],
    ["a string without an end", `text${ESC}]0;a title`, "text"],
    ["a string that another sequence cuts off", `${ESC}]0;a title${ESC}[31mred`, "red"],
    ["a device's string", `${ESC}P1$r0m${ESC}\\text`, "text"],
    ["character sets", `${ESC}(B${ESC})0text`, "text"],
    ["saved places", `${ESC}7text${ESC}8`, "text"],
    ["one that is cut off", `text${ESC}[38;5`, "text"],
    ["nothing but its start", `text${ESC}`, "text"],
    ["single characters for two", "\u009b31mred\u009d0;title\u009ctext", "redtext"],
    ["no part of them", `${ESC}[31é`, "é"],
  ])("%s", (_what, text, shown) => {
    expect(stripEscapes(text)).toBe(shown);
  });

  test("nothing of them is left, and nothing else is lost", () => {
    const part = fc.constantFrom(
      ESC,
      "[",
      "]",
      "8;;",
      "\\",
      "\u0007",
      "31m",
      "\u009b",
      "\u009d",
      "x",
      "é",
      " ",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        expect(stripEscapes(parts.join(""))).not.toMatch(STARTS);
        const plain = parts.join("").replaceAll(STARTS, "");
        expect(stripEscapes(plain)).toBe(plain);
      }),
    );
  });

  test.each(["[", "]8;;", "]a;", "[1;", "P", ""])("hostile text takes linear time: ESC%s", (start) => {
    const begun = performance.now();
    stripEscapes(`${ESC}${start}`.repeat(60_000));
    stripEscapes(ESC + start + "1;".repeat(100_000));
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
