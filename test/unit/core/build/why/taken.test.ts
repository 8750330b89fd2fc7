import { describe, expect, test } from "vitest";
import { filesTaken, isDependencyCopy, stageTakenFrom } from "../../../../../src/core/build/why/taken.ts";

describe("what only dependencies are read from", () => {
  test.each([
    ["COPY package.json bun.lock ./", true],
    ["COPY Cargo.toml Cargo.lock ./", true],
    ["COPY --chown=1:1 package*.json ./", true],
    ["COPY Cargo.* ./", true],
    ["COPY crates/a/Cargo.toml crates/a/", true],
    ["COPY --from=planner /app/recipe.json recipe.json", true],
    ["COPY requirements-dev.txt .", true],
    [
      "RUN --mount=type=bind,source=package.json,target=package.json --mount=type=cache,target=/c bun install",
      true,
    ],
    ["ADD go.mod go.sum ./", true],
    ["COPY . .", false],
    ["COPY package.json src ./", false],
    ["COPY * ./", false],
    ["RUN bun install", false],
    ["RUN --mount=type=bind,target=. cargo build", false],
    ["WORKDIR /app", false],
    ["COPY <<EOF /package.json", false],
  ])("%s: %s", (step, expected) => {
    expect(isDependencyCopy(step)).toBe(expected);
  });
});

describe("the files that a step takes", () => {
  const FILES = ["src/main.rs", "Cargo.lock", "README.md", "src/a/b.md"];

  test.each([
    ["COPY . .", FILES],
    ["COPY src ./src", ["src/main.rs", "src/a/b.md"]],
    ["COPY --exclude=**/*.md src ./src", ["src/main.rs"]],
    ["COPY *.md ./", ["README.md"]],
    ["COPY --from=build /src /src", []],
    ["RUN --mount=type=bind,source=Cargo.lock,target=/l cat /l", ["Cargo.lock"]],
    ["RUN --mount=type=bind,target=. cargo build", FILES],
    ["RUN --mount=type=bind,from=build,source=src,target=/s x", []],
    ["RUN --mount=type=cache,target=/src x", []],
    ["RUN cat Cargo.lock", []],
  ])("%s", (step, expected) => {
    expect(filesTaken(step, FILES)).toEqual(expected);
  });
});

test.each([
  ["COPY --from=planner /a /b", "planner"],
  ["COPY --link --from=node:22 /a /b", "node:22"],
  ["COPY a b", undefined],
  ["RUN --mount=type=bind,from=x,target=/y z", undefined],
])("%s is from %s", (step, from) => {
  expect(stageTakenFrom(step)).toBe(from);
});
