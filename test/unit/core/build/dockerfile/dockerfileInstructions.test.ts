import fc from "fast-check";
import { expect, test } from "vitest";
import { directive, instructions } from "../../../../../src/core/build/dockerfile/dockerfileInstructions.ts";

const read = (text: string) =>
  [...instructions(text)].map(({ name, rest, line, endLine }) => `${line}-${endLine} ${name} ${rest}`);

test.each([
  ["FROM a\nRUN b", ["1-1 FROM a", "2-2 RUN b"]],
  ["# c\n\n  from a \\\n  # c\n\n  AS b", ["3-6 FROM a   AS b"]],
  ["RUN a \\\\\nRUN b", ["1-1 RUN a \\\\", "2-2 RUN b"]],
  ["# escape=`\nRUN a `\n b\nRUN c\\\nRUN d", ["2-3 RUN a  b", "4-4 RUN c\\", "5-5 RUN d"]],
  ["RUN <<EOF\nFROM x\nEOF\nFROM a", ["1-3 RUN <<EOF", "4-4 FROM a"]],
  ["RUN <<-EOF cat\nFROM x\n\tEOF\nFROM a", ["1-3 RUN <<-EOF cat", "4-4 FROM a"]],
  ["COPY <<A <<B /x/\n1\nA\n2\nB\nRUN c", ["1-5 COPY <<A <<B /x/", "6-6 RUN c"]],
  ["RUN echo $((1 << 2))\nRUN b", ["1-1 RUN echo $((1 << 2))", "2-2 RUN b"]],
  ['RUN echo " <<EOF "\nRUN b', ['1-1 RUN echo " <<EOF "', "2-2 RUN b"]],
  ["LABEL a=<<EOF\nRUN b", ["1-1 LABEL a=<<EOF", "2-2 RUN b"]],
])("%j", (text, expected) => {
  expect(read(text)).toEqual(expected);
});

test("a here-document's lines are told apart", () => {
  expect([...instructions("COPY <<A <<B /x/\n1\n#2\nA\n3\nB")].map(({ heredocs }) => heredocs)).toEqual([
    ["1\n#2", "3"],
  ]);
});

test("directives stand before all else", () => {
  expect(directive("# escape=`\n# syntax = docker/dockerfile:1 \nFROM a", "syntax")).toBe(
    "docker/dockerfile:1",
  );
  expect(directive("\uFEFF#syntax=a", "syntax")).toBe("a");
  expect(directive("# A comment.\n# syntax=a", "syntax")).toBeUndefined();
  expect(directive("FROM a\n# syntax=a", "syntax")).toBeUndefined();
});

test("nothing throws or hangs, whatever the file says", () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom("FROM a", "RUN <<A", "RUN <<-A", "A", "\tA", "\\", "RUN \\", "# escape=`", "`"),
  );
  fc.assert(fc.property(fc.array(line), (lines) => void read(lines.join("\n"))));
  const begun = performance.now();
  read("RUN a \\\n".repeat(100_000));
  read("RUN <<X\n".repeat(100_000));
  read("RUN <<EOF\n EOF\n".repeat(50_000));
  expect(performance.now() - begun).toBeLessThan(10_000);
});
