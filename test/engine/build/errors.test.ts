import { randomBytes } from "node:crypto";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { BuildError } from "../../../src/shared/builds.ts";
import { shellImage } from "../support/composeProject.ts";
import { type BuildLab, type Built, buildLab } from "./support/buildLab.ts";
import { rawVertexes } from "./support/rawjson.ts";

let image: string;
let lab: BuildLab;

beforeAll(async () => {
  image = await shellImage();
});

beforeEach(async () => {
  lab = await buildLab({ compose: "compose.yaml", service: "app", dockerfile: "Dockerfile" });
  await lab.write("compose.yaml", "services:\n  app:\n    build: .\n");
  await lab.write("there.txt", "there\n");
});

afterEach(() => lab.dispose());

const NONCE = randomBytes(4).toString("hex");

/** Builds it, and looks at what the tools themselves say of its end. */
async function fails(dockerfile: string): Promise<BuildError> {
  await lab.write("Dockerfile", dockerfile);
  const built = await lab.build();
  expect(built.result).toBe("failed");
  expectPlace(built);
  return built.error ?? { message: "none", lastLines: [] };
}

/** BuildKit's own excerpt of the file, where it tells one; else the vertex that it calls failed. */
function expectPlace({ inspected, error, rawjson }: Built): void {
  const source = Buffer.from(inspected?.Error?.Sources ?? "", "base64").toString();
  const marked = [...source.matchAll(/^ *(\d+) \| >>>/gm)].map(([, line]) => Number(line));
  if (marked.length > 0) {
    expect([error?.place?.line, error?.endLine]).toEqual([marked[0], marked.at(-1)]);
  }
  const failed = [...rawVertexes(rawjson).values()].filter((vertex) => vertex.error !== undefined);
  const names = failed.map(({ name }) =>
    name
      .replace(/^\[[^\]]*\] /, "")
      .replace(/\s+/g, " ")
      .replace("=abc", "=***"),
  );
  if (error?.step !== undefined && names.some((name) => !name.startsWith("load ")))
    expect(names).toContain(error.step);
}

describe("a failure has its place in the Dockerfile", () => {
  it("a command, over several lines and with an argument's value in it", async () => {
    const error = await fails(
      `FROM ${image} AS base\nARG WHO=world\nFROM base AS builder\n\n  RUN echo "hello $WHO ${NONCE}"; \\\n    # said between\n    echo "API_TOKEN=abc" >&2; \\\n    exit 7\n`,
    );
    expect(error).toEqual({
      message: "The command ended with exit code 7.",
      step: `RUN echo "hello world ${NONCE}"; echo "API_TOKEN=***" >&2; exit 7`,
      place: { file: path.join(lab.folder, "Dockerfile"), line: 5, column: 3 },
      endLine: 8,
      lastLines: expect.arrayContaining([`hello world ${NONCE}`, "API_TOKEN=***"]),
    });
  });

  it("a here-document", async () => {
    const error = await fails(`FROM ${image}\nRUN <<EOF\nset -e\necho ${NONCE}\nexit 9\nEOF\n`);
    expect(error).toMatchObject({
      message: "The command ended with exit code 9.",
      place: { line: 2, column: 1 },
      endLine: 6,
      lastLines: [NONCE],
    });
  });

  it("a file that is not there", async () => {
    const error = await fails(`FROM ${image}\nCOPY there.txt gone.txt /app/\n`);
    expect(error).toMatchObject({
      message: "/gone.txt was not found.",
      step: "COPY there.txt gone.txt /app/",
      place: { line: 2 },
      lastLines: [],
    });
  });

  it("a path that another stage did not make", async () => {
    const error = await fails(
      `FROM ${image} AS made\nRUN echo ${NONCE} > /made\nFROM ${image}\nCOPY --from=made /gone /app\n`,
    );
    expect(error).toMatchObject({
      message: "/gone was not found in the stage that it is copied from.",
      place: { line: 4 },
    });
  });

  it("a syntax error", async () => {
    const error = await fails(`FROM ${image}\nCOPPY a b\n`);
    expect(error).toMatchObject({
      message: "Unknown instruction: COPPY (did you mean COPY?).",
      place: { line: 2, column: 1 },
    });
  });

  it("an image that can't be had", async () => {
    const error = await fails(
      `ARG TAG=none\nFROM ${image}\nFROM devloop.invalid/nothing:\${TAG}\nRUN true\n`,
    );
    expect(error.message).toMatch(/^The image devloop\.invalid\/nothing:none can't be pulled \(.+\)\.$/);
    expect(error).toMatchObject({ place: { line: 3 } });
  });

  it("no Dockerfile at all has none", async () => {
    const built = await lab.build();
    expect(built.error).toEqual({ message: "There is no file Dockerfile.", lastLines: [] });
  });
});

it("a build that is cancelled has no error, and its steps are cancelled", async () => {
  await lab.write("Dockerfile", `FROM ${image}\nRUN echo ${NONCE}; sleep 60\nRUN echo more\n`);
  // What it prints comes in base64.
  const built = await lab.build({ cancelAt: Buffer.from(`${NONCE}\n`).toString("base64").slice(0, 8) });
  expect(built).toMatchObject({ result: "cancelled", error: undefined });
  expect(built.steps.map(({ text, state }) => [text.split(" ")[0], state])).toEqual([
    ["FROM", "done"],
    ["RUN", "cancelled"],
    ["RUN", "waiting"],
  ]);
});
