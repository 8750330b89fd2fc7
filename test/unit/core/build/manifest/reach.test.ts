import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ReachOptions, reachOf } from "../../../../../src/core/build/manifest/reach.ts";

const paths = (text: string, options?: ReachOptions) =>
  reachOf(text, options).sources.map(({ path }) => path);
const hash = (text: string, options?: ReachOptions) => reachOf(text, options).hash;

describe("what an image can depend on", () => {
  test.each([
    ["COPY . .", ["."]],
    ["COPY a b/ ./c/../d /x/", ["a", "b", "d"]],
    ['COPY ["a file", "/x"]', ["a file"]],
    ["ADD a https://example.com/b git@example.com:c /x/", ["a"]],
    ["COPY <<EOF /x\nCOPY . .\nEOF", []],
    ["RUN <<EOF\nCOPY . .\nEOF", []],
    ["COPY --from=image . /x", []],
    ["COPY --chown=1 --link a /x", ["a"]],
    ["RUN --mount=type=bind,source=a,target=/x b", ["a"]],
    ["RUN --mount=target=/x b", ["."]],
    ["RUN --mount=type=bind,from=image,source=a,target=/x b", []],
    ["RUN --mount=type=cache,target=/x --mount=type=bind,src=./a/,dst=/y b", ["a"]],
    ["RUN --mount=type=secret,source=a b", []],
    ["ARG A=a\nCOPY $A/b /x", ["a/b"]],
    ["ARG A\nCOPY a$A /x", ["a"]],
    ["ENV A=a\nENV B=$A\nCOPY $B/b /x", ["a/b"]],
    ["ENV A=a B=$A\nCOPY $B/b /x", ["."]],
    ["COPY $A /x", ["."]],
    ["COPY a $A/b /x", ["."]],
    ["ARG TARGETARCH\nCOPY bin-$TARGETARCH /x", ["."]],
    ["ONBUILD COPY a /x", []],
    ["COPY ../../a /x", ["a"]],
  ])("%j", (text, expected) => {
    expect(paths(`FROM image\n${text}\n`)).toEqual(expected);
  });

  test("arguments are those that are given, else those of the Dockerfile", () => {
    const text = "ARG A=a\nFROM image\nARG A\nARG B=b\nCOPY $A $B /x/";
    expect(paths(text)).toEqual(["a", "b"]);
    expect(paths(text, { arguments: { A: "c", B: "d" } })).toEqual(["c", "d"]);
  });

  test("an image sets variables as well, nothing does not", () => {
    expect(paths("FROM scratch\nCOPY a$A /x")).toEqual(["a"]);
    expect(paths("FROM scratch AS one\nENV A=b\nFROM one\nCOPY a$A /x")).toEqual(["ab"]);
  });

  const staged = [
    "FROM rust AS Chef",
    "COPY chef .",
    "FROM chef AS planner",
    "COPY plan .",
    "FROM chef AS build",
    "COPY --from=planner /r /r",
    "COPY src .",
    "RUN --mount=from=tools,target=/t true",
    "FROM debian AS tools",
    "COPY tools .",
    "FROM debian AS docs",
    "COPY docs .",
    "FROM debian",
    "COPY --from=2 /x /x",
  ].join("\n");

  test("over all stages that it takes something of", () => {
    expect(paths(staged)).toEqual(["chef", "plan", "src", "tools"]);
    expect(paths(staged, { target: "PLANNER" })).toEqual(["chef", "plan"]);
    expect(paths(staged, { target: "0" })).toEqual(["chef"]);
    expect(paths(staged, { target: "docs" })).toEqual(["docs"]);
    expect(paths(staged, { target: "none" })).toEqual(["."]);
  });

  test("a stage that depends on what is not known may be each that it can be", () => {
    const text = (base: string) =>
      `FROM a AS build-amd64\nCOPY one .\nFROM a AS build-arm64\nCOPY two .\nFROM a AS other\nCOPY three .\nFROM ${base}\n`;
    expect(paths(text("build-$TARGETARCH"))).toEqual(["one", "two"]);
    expect(paths(text("$BASE"))).toEqual(["one", "two", "three"]);
    expect(paths(`ARG BASE=other\n${text("$BASE")}`)).toEqual(["three"]);
  });

  test("what a stage leaves to be done is done in those that begin with it", () => {
    const text = "FROM a AS one\nONBUILD COPY left .\nFROM one AS two\nCOPY own .\nFROM two AS three\n";
    expect(paths(text, { target: "one" })).toEqual([]);
    expect(paths(text, { target: "two" })).toEqual(["left", "own"]);
  });

  test("all of it, where the Dockerfile can't be read, or is in another language", () => {
    expect(reachOf(undefined)).toMatchObject({ sources: [{ path: "." }] });
    expect(paths("")).toEqual(["."]);
    expect(paths("# syntax=example.com/own\nFROM a\nCOPY a .")).toEqual(["."]);
    expect(paths("# syntax=docker/dockerfile:1.7-labs\nFROM a\nCOPY a .")).toEqual(["a"]);
    expect(paths("# syntax=docker.io/docker/dockerfile-upstream:master\nFROM a\nCOPY a .")).toEqual(["a"]);
    expect(paths(`FROM a\n${"RUN a\n".repeat(20_000)}`)).toEqual(["."]);
  });
});

describe("what a Dockerfile says", () => {
  const text = 'ARG A=1\nARG B=2\nFROM image:$A AS one\nRUN echo "a  b"\nFROM image AS two\nRUN c\n';

  test.each([
    `# A comment.\n${text}`,
    text.replace("RUN echo", "\n\n  run   \\\n # A comment.\n\n   echo"),
    text.replace("RUN c", "RUN d"),
    text.replace("B=2", "B=3"),
    text.replaceAll("\n", "\r\n"),
  ])("%j says the same for the first stage", (other) => {
    expect(hash(other, { target: "one" })).toBe(hash(text, { target: "one" }));
  });

  test.each([
    text.replace("a  b", "a b"),
    text.replace("A=1", "A=2"),
    text.replace("image:$A", "other"),
    `# syntax=docker/dockerfile:1\n${text}`,
    text.replace("RUN echo", "RUN <<EOF\nEOF\nRUN echo"),
  ])("%j says something else for the first stage", (other) => {
    expect(hash(other, { target: "one" })).not.toBe(hash(text, { target: "one" }));
  });

  test("a here-document's text counts, comments and all", () => {
    expect(hash("FROM a\nRUN <<EOF\n# b\nEOF")).not.toBe(hash("FROM a\nRUN <<EOF\n# c\nEOF"));
  });
});

test("nothing throws or hangs, whatever it says", () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      ...[
        "FROM a AS b",
        "FROM b",
        "FROM 0",
        "FROM $A",
        "ARG A=$A",
        "ARG A",
        "ENV A=b c",
        "ENV A b",
        "COPY . .",
        "COPY [",
        "COPY $A b",
      ],
      ...[
        "COPY --from=b a c",
        "COPY --from=$A a c",
        "COPY --exclude=[ a c",
        "RUN <<A",
        "A",
        "\\",
        "RUN --mount=,=,from=b a",
        "ONBUILD COPY a b",
        "ONBUILD",
      ],
    ),
  );
  const options = fc.record({ target: fc.string() }, { requiredKeys: [] });
  fc.assert(
    fc.property(
      fc.array(line),
      options,
      fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
      (lines, given, names) => {
        for (const source of reachOf(lines.join("\n"), given).sources) {
          const file = names.join("/");
          source.rest(file);
          source.reaches(file);
          source.takesFrom(file);
          source.through(file, ".");
        }
      },
    ),
  );
});

test("a folder is come to wherever something in it is taken", () => {
  const name = fc.constantFrom("a", "b", "c", "*", "a*", "?", "**");
  const source = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("/"));
  const file = fc.array(fc.constantFrom("a", "b", "c", "ab"), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(source, fc.boolean(), file, (path, excludes, names) => {
      const flag = excludes ? "--exclude=b " : "";
      const [taken] = reachOf(`FROM a\nCOPY ${flag}${path} /x/`).sources;
      const isTaken = taken?.rest(names.join("/")) !== undefined;
      for (const [index] of names.slice(1).entries()) {
        const reach = taken?.reaches(names.slice(0, index + 1).join("/"));
        if (isTaken) expect(reach).not.toBe("none");
        else expect(reach).not.toBe("all");
      }
    }),
    { numRuns: 500 },
  );
});
