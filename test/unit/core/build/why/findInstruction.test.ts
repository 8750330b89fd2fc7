import { describe, expect, it, test } from "vitest";
import { dockerfileStages } from "../../../../../src/core/build/dockerfile/dockerfileStages.ts";
import { findInstruction } from "../../../../../src/core/build/why/findInstruction.ts";

const DOCKERFILE = `ARG BASE=rust
FROM \${BASE} AS chef
WORKDIR /app
RUN echo one && \\
    # between

    echo "two $VERSION"

FROM chef
  COPY . .
RUN echo one
RUN <<EOF
echo doc
EOF
FROM chef AS last
RUN echo one
COPY --from=1 /a /b
`;

const find = (stage: string, number: number, of: number, text: string, dockerfile = DOCKERFILE) =>
  findInstruction(dockerfileStages(dockerfile), { stage, number, of, text })?.instruction;

describe("a step's instruction", () => {
  test.each([
    ["chef", 1, 3, "FROM docker.io/library/rust:1", 2, 2],
    ["chef", 2, 3, "WORKDIR /app", 3, 3],
    ["chef", 3, 3, 'RUN echo one && echo "two 3"', 4, 7],
    ["stage-1", 1, 3, "COPY . .", 10, 10],
    ["stage-1", 2, 3, "RUN echo one", 11, 11],
    ["stage-1", 3, 3, "RUN <<EOF (echo doc)", 12, 14],
    ["last", 1, 2, "RUN echo one", 16, 16],
    ["last", 2, 2, "COPY --from=1 /a /b", 17, 17],
    // Steps of an image's ONBUILD stand before its own.
    ["last", 5, 6, "RUN echo one", 16, 16],
  ])("[%s %i/%i] %s", (stage, number, of, text, line, endLine) => {
    expect(find(stage, number, of, text)).toMatchObject({ line, endLine });
  });

  it("keeps its column", () => {
    expect(find("stage-1", 1, 3, "COPY . .")).toMatchObject({ column: 3 });
  });

  it("is found by its text where Compose's name is in the stage's place", () => {
    expect(find("web", 1, 3, "COPY . .")).toMatchObject({ line: 10 });
    expect(find("web", 2, 2, "RUN x", "FROM a\nRUN x\n")).toMatchObject({ line: 2 });
  });

  it.each([
    ["its text is in several stages, and the stage is none of the file's", "other", 1, 2, "RUN echo one"],
    ["the file has another one there by now", "last", 1, 2, "RUN echo 1"],
    ["nothing is there", "last", 1, 9, "RUN nothing"],
  ])("is not told where %s", (_, stage, number, of, text) => {
    expect(find(stage, number, of, text)).toBeUndefined();
  });
});
