import { describe, expect, it } from "vitest";
import { align } from "../../../src/cli/columns.ts";
import { cut, plain } from "../../../src/cli/plain.ts";

describe("text of files and programs", () => {
  it("does nothing to a terminal, and stays one line", () => {
    expect(plain("a\u001b[31mb\u001b]0;title\u0007c\rd\ne\u009b2Jf\u2028g")).toBe("abc d ef g");
  });

  it("is cut to a length, by characters", () => {
    expect(cut("RUN cargo build", 15)).toBe("RUN cargo build");
    expect(cut("RUN cargo build", 10)).toBe("RUN cargo…");
    expect(cut("🦀🦀🦀", 2)).toBe("🦀…");
  });

  it("does not break a table's rows", () => {
    expect(
      align([
        ["A", "B"],
        ["one\ntwo", "three"],
      ]).join(""),
    ).toBe("A        B\none two  three\n");
  });
});
