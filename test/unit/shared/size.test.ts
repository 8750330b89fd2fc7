import { describe, expect, it } from "vitest";
import { sizeChangeText, sizeText } from "../../../src/shared/size.ts";

describe("a size", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [999.6, "1.0 kB"],
    [1_234, "1.2 kB"],
    [9_960, "10 kB"],
    [999_600, "1.0 MB"],
    [812_345_678, "812 MB"],
    [1_234_567_890, "1.2 GB"],
    [5e15, "5000 TB"],
  ])("of %d bytes is %s", (bytes, text) => expect(sizeText(bytes)).toBe(text));

  it.each([
    [0, "no change"],
    [1_200_000, "+1.2 MB"],
    [-40_000, "-40 kB"],
  ])("that changed by %d is told as %s", (bytes, text) => expect(sizeChangeText(bytes)).toBe(text));
});
