import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { declaredArguments } from "../../../../../src/core/build/run/dockerfileArguments.ts";

const declared = (text: string, target?: string, given?: Record<string, string>) =>
  [
    ...declaredArguments(text, {
      ...(target === undefined ? {} : { target }),
      ...(given === undefined ? {} : { arguments: given }),
    }),
  ].sort();

async function sampleFile(name: string): Promise<string> {
  return readFile(path.join(import.meta.dirname, "../../../../../sample", name, "Dockerfile"), "utf8");
}

describe("declaredArguments", () => {
  it("are those before the first stage, and of the stage that is built", () => {
    const text = `ARG BASE=alpine\nFROM \${BASE}\nARG GIT_COMMIT\narg A=1 B C="x y"\n`;
    expect(declared(text)).toEqual(expect.arrayContaining(["A", "B", "BASE", "C", "GIT_COMMIT"]));
    expect(declared("FROM alpine\nRUN echo ARG GIT_COMMIT\n# ARG X\n")).toEqual([]);
  });

  it("follow what a stage begins with, copies from and mounts", () => {
    const text = [
      "FROM alpine AS one\nARG ONE",
      "FROM one AS Two\nARG TWO",
      "FROM alpine AS three\nARG THREE",
      "FROM alpine AS other\nARG OTHER",
      "FROM alpine\nCOPY --from=two --chown=1:1 /a /b\nRUN --mount=type=bind,from=2,target=/x true",
    ].join("\n");
    expect(declared(text)).toEqual(["ONE", "THREE", "TWO"]);
    expect(declared(text, "TWO")).toEqual(["ONE", "TWO"]);
    expect(declared(text, "3")).toEqual(["OTHER"]);
  });

  it("know stages that are named by an argument", () => {
    const text = [
      "ARG KIND=dev",
      "FROM alpine AS app-dev\nARG DEV",
      "FROM alpine AS app-prod\nARG PROD",
      `FROM app-\${KIND}\nARG LAST`,
    ].join("\n");
    expect(declared(text)).toEqual(["DEV", "KIND", "LAST"]);
    expect(declared(text, undefined, { KIND: "prod" })).toEqual(["KIND", "LAST", "PROD"]);
    expect(declared(`FROM alpine AS one\nARG ONE\nFROM \${NONE:-one}\n`)).toEqual(["ONE"]);
  });

  it("are all there are where there is no such target", () => {
    expect(declared("FROM alpine AS one\nARG ONE\nFROM alpine\n", "nosuch")).toEqual(["ONE"]);
  });

  it("are not looked for in a here-document", () => {
    expect(declared("FROM alpine\nRUN <<EOF\nARG GIT_COMMIT\nEOF\nARG REAL\n")).toEqual(["REAL"]);
  });

  it("tells the sample's production from its development", async () => {
    const backend = await sampleFile("backend");
    const stamps = ["BUILD_DATE", "CACHE_BUST", "GIT_COMMIT"];
    expect(declared(backend, "runtime")).toEqual(expect.arrayContaining(stamps));
    for (const stamp of stamps) expect(declared(backend, "dev")).not.toContain(stamp);
    const ui = await sampleFile("ui");
    expect(declared(ui, "production")).toEqual(["BUILD_DATE", "BUN_IMAGE", "GIT_COMMIT"]);
    expect(declared(ui, "dev")).toEqual(["BUN_IMAGE"]);
  });
});
