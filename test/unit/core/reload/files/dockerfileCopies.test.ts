import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DockerfileCopies } from "../../../../../src/core/reload/files/dockerfileCopies.ts";

const places = (text: string, file: string, target?: string) =>
  new DockerfileCopies(text, target).places(file);

describe("where files come to lie in the image", () => {
  test.each([
    ["COPY . /app", "src/a.rs", ["/app/src/a.rs"]],
    ["COPY . .", "src/a.rs", ["/srv/src/a.rs"]],
    ["COPY src src/", "src/a.rs", ["/srv/src/a.rs"]],
    ["COPY src/ ./lib", "src/x/a.rs", ["/srv/lib/x/a.rs"]],
    ["COPY ./src /app/", "other/a.rs", []],
    ["COPY a.rs /app/", "a.rs", ["/app/a.rs"]],
    ["COPY a.rs b.rs /app", "b.rs", ["/app/b.rs"]],
    ["COPY a.rs /app/main.rs", "a.rs", ["/app/main.rs", "/app/main.rs/a.rs"]],
    ['COPY ["a file.rs", "/app/"]', "a file.rs", ["/app/a file.rs"]],
    ["COPY --chown=1:1 --link . /app", "a.rs", ["/app/a.rs"]],
    ["ADD . /app", "a.rs", ["/app/a.rs"]],
    ["copy *.toml /app/", "Cargo.toml", ["/app/Cargo.toml"]],
    ["COPY crates/* /app/", "crates/one/src/a.rs", ["/app/src/a.rs"]],
    ["COPY --exclude=*.md . /app", "a.md", []],
    ["COPY --exclude=*.md . /app", "a.rs", ["/app/a.rs"]],
    ["COPY a \\\n  # said between\n\n  b /app/", "b", ["/app/b"]],
    ["RUN <<EOF\nCOPY . /no\nEOF\nCOPY . /app", "a.rs", ["/app/a.rs"]],
    ["COPY <<EOF /app/x\nCOPY . /no\nEOF", "a.rs", []],
    ["COPY --from=other . /app", "a.rs", []],
    ["COPY --parents a/b /app", "a/b", []],
    ["COPY . $HOME", "a.rs", []],
    ["COPY $DIR /app", "a.rs", []],
    ["ADD https://example.com/a.rs /app/", "a.rs", []],
    ["# COPY . /app", "a.rs", []],
    ["RUN cp -r . /app", "a.rs", []],
    ["WORKDIR sub\nCOPY . .", "a.rs", ["/srv/sub/a.rs"]],
  ])("%j: %s", (text, file, expected) => {
    expect(places(`FROM base\nWORKDIR /srv\n${text}\n`, file)).toEqual(expected);
  });

  const staged = [
    "FROM rust AS base",
    "WORKDIR /app",
    "COPY Cargo.toml .",
    "FROM base AS dev",
    "COPY src src",
    "FROM base AS build",
    "COPY . .",
    "FROM debian",
    "COPY --from=build /app/x /x",
  ].join("\n");

  test("are those of the stage that is built, and of those that it begins with", () => {
    expect(places(staged, "src/a.rs", "dev")).toEqual(["/app/src/a.rs"]);
    expect(places(staged, "Cargo.toml", "DEV")).toEqual(["/app/Cargo.toml"]);
    expect(places(staged, "build.rs", "dev")).toEqual([]);
    expect(places(staged, "build.rs", "2")).toEqual(["/app/build.rs"]);
    expect(places(staged, "src/a.rs")).toEqual([]);
    expect(places(staged, "src/a.rs", "gone")).toEqual([]);
  });

  test("a relative target without a folder is not known", () => {
    expect(places("FROM rust\nCOPY . .\n", "a.rs")).toEqual([]);
    expect(places("FROM rust\nWORKDIR $X\nCOPY . .\n", "a.rs")).toEqual([]);
  });

  test("nothing throws or hangs, whatever the file says", () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "FROM a AS b",
        "FROM b",
        "FROM 0",
        "COPY . .",
        "COPY [",
        "RUN <<A",
        "A",
        "WORKDIR",
        "\\",
        "# escape=`",
      ),
    );
    fc.assert(
      fc.property(
        fc.array(line),
        fc.string(),
        fc.option(fc.string(), { nil: undefined }),
        (lines, file, target) => {
          places(lines.join("\n"), file, target);
        },
      ),
    );
  });
});
