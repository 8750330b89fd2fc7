import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OutputText } from "../../../../src/core/compose/outputText.ts";

function told(...chunks: readonly string[]): string[] {
  const text = new OutputText();
  return [...chunks.map((chunk) => text.push(chunk)), text.flush()];
}

describe("OutputText", () => {
  it("tells whole lines only, and the rest at the end", () => {
    expect(told("a\nb", "c\nd")).toEqual(["a\n", "bc\n", "d\n"]);
  });

  it("knows all three line ends, also split between chunks", () => {
    expect(told("a\r\nb\rc\n").join("")).toBe("a\nb\nc\n");
    expect(told("a\r", "\nb")).toEqual(["", "a\n", "b\n"]);
  });

  it("takes out terminal sequences, also split between chunks", () => {
    expect(told("\u001b[31mred\u001b[0m\n", "\u001b[2", "Kline\n").join("")).toBe("red\nline\n");
  });

  it("does not hold back a line that never ends", () => {
    expect(told("x".repeat(40_000))[0]).toHaveLength(40_000);
  });

  it("says the same whatever the chunks are", () => {
    const piece = fc.constantFrom(
      "a",
      " ",
      "\t",
      "\n",
      "\r",
      "\r\n",
      "\u001b[31m",
      "\u001b[0m",
      "é",
      "\u0007",
    );
    fc.assert(
      fc.property(fc.array(fc.array(piece)), (chunks) => {
        const pieces = chunks.map((chunk) => chunk.join(""));
        expect(told(...pieces).join("")).toBe(told(pieces.join("")).join(""));
      }),
    );
  });
});
