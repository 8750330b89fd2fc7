import { randomBytes } from "node:crypto";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureSampleImages } from "../../../tools/engine/images.ts";
import { createProgress } from "../../../tools/support/progress.ts";
import { docker } from "../support/docker.ts";
import { type BuildLab, type Built, buildLab } from "./support/buildLab.ts";
import { countIn } from "./support/rawjson.ts";

/** Two cold cores compile every dependency once. */
const LIMIT_MS = 30 * 60_000;
const SAMPLE = path.join(import.meta.dirname, "../../../sample");
/** What an earlier run has built is in the engine's cache. */
const NONCE = randomBytes(4).toString("hex");
const RUNTIME = `devloop-build-runtime-${NONCE}:1`;

let lab: BuildLab;
let usual: string;

beforeAll(async () => {
  const progress = createProgress("images");
  const { env } = await ensureSampleImages({ engine: { env: {} }, progress, env: process.env });
  usual = env["RUNTIME_IMAGE"] ?? "debian:bookworm-slim";
  const rust = env["RUST_IMAGE"] ?? "rust:1-slim-bookworm";
  if (env["RUNTIME_IMAGE"] === undefined) await docker(["pull", "--quiet", usual]);
  await docker(["tag", usual, RUNTIME]);
  lab = await buildLab({
    compose: "docker/docker-compose.yml",
    service: "backend",
    dockerfile: "backend/Dockerfile",
    env: { RUST_IMAGE: rust, RUNTIME_IMAGE: RUNTIME },
    bases: () => Promise.all([identity(rust), identity(RUNTIME)]),
  });
  await cp(SAMPLE, lab.folder, {
    recursive: true,
    filter: (file) => !/node_modules|\/target(?:\/|$)/.test(file),
  });
  // Whoever uses the sample on this engine keeps its images.
  await edit("docker/docker-compose.yml", (text) =>
    text.replaceAll("image: shop-", `image: ${lab.project}-`),
  );
}, LIMIT_MS);

afterAll(async () => {
  await lab.dispose();
  await docker(["image", "rm", "--force", RUNTIME]);
});

async function identity(image: string): Promise<string> {
  return `${image}@${await docker(["image", "inspect", "--format", "{{.Id}}", image])}`;
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const whole = path.join(lab.folder, file);
  const before = await readFile(whole, "utf8");
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(whole, after);
}

function expectNumbers({ steps, rawjson, inspected }: Built): void {
  const { all, numbered } = countIn(rawjson);
  expect({
    steps: steps.length,
    cached: steps.filter((step) => step.cached).length,
    begun: steps.filter((step) => step.cached || step.startedAt !== undefined).length,
  }).toEqual(numbered);
  if (inspected === undefined) return;
  expect([all.steps, all.cached]).toEqual([inspected.NumTotalSteps, inspected.NumCachedSteps]);
}

const COMPILES = expect.stringMatching(/^RUN .* cargo build --release --locked --workspace$/);

describe("the sample's production image, by cargo-chef", () => {
  async function build(...options: Parameters<BuildLab["build"]>): Promise<Built> {
    const built = await lab.build(...options);
    expect(built.error).toBeUndefined();
    expect(built.result).toBe("succeeded");
    expectNumbers(built);
    return built;
  }

  it("cold", { timeout: LIMIT_MS }, async () => {
    const { breaker } = await build({ noCache: true });
    expect(breaker).toMatchObject({ kind: "cold" });
  });

  it("warm", { timeout: LIMIT_MS }, async () => {
    const { breaker, steps } = await build();
    expect(breaker).toMatchObject({ kind: "nothing" });
    expect(steps.filter(({ text, cached }) => !cached && !text.startsWith("FROM"))).toEqual([]);
  });

  it("a code change: the planner misses, and is not what broke it", { timeout: LIMIT_MS }, async () => {
    await edit("backend/src/main.rs", (text) => text.replace("unknown command", `no command (${NONCE})`));
    const { breaker, steps } = await build({ changedFiles: ["src/main.rs"] });
    expect(breaker).toMatchObject({
      kind: "code",
      step: "COPY . .",
      reason: "COPY . .: src/main.rs has changed since the build before.",
    });
    const of = (stage: string) => steps.filter((step) => step.stage === stage).map(({ cached }) => cached);
    expect([of("planner"), of("cook"), of("builder")]).toEqual([
      [false, false],
      [true, true],
      [false, false],
    ]);
    expect(steps.find(({ digest }) => digest === breaker.digest)?.stage).toBe("builder");
  });

  it("a dependency more", { timeout: LIMIT_MS }, async () => {
    await edit("backend/worker/Cargo.toml", (text) =>
      text.replace(
        "[dependencies]",
        `[package.metadata.test]\nnonce = "${NONCE}"\n\n[dependencies]\nitoa = "1"`,
      ),
    );
    await edit("backend/Cargo.lock", (text) =>
      text.replace(/(name = "shop-worker"\nversion = "[^"]*"\n)/, '$1dependencies = [\n "itoa",\n]\n'),
    );
    const { breaker } = await build({ changedFiles: ["Cargo.lock", "worker/Cargo.toml"] });
    expect(breaker).toMatchObject({
      kind: "dependencies",
      step: "COPY --from=planner /app/recipe.json recipe.json",
      files: ["Cargo.lock", "worker/Cargo.toml"],
    });
  });

  it("an argument", { timeout: LIMIT_MS }, async () => {
    const { breaker } = await build({ arguments: { CACHE_BUST: NONCE } });
    expect(breaker).toMatchObject({ kind: "argument", step: COMPILES });
    expect(breaker.reason).toMatch(
      // Its programs may come out the same, bit for bit, so that they need not be copied again.
      /^The build argument CACHE_BUST is [0-9a-f]{8} and was (?:empty|not given before)\.(?: What was made of it came out the same\.)?$/,
    );
  });

  it("another base image under the same name", { timeout: LIMIT_MS }, async () => {
    await lab.write("base/Dockerfile", `FROM ${usual}\nRUN echo ${RUNTIME} > /moved\n`);
    await docker(["build", "--quiet", "--tag", RUNTIME, path.join(lab.folder, "base")]);
    const { breaker } = await build({ arguments: { CACHE_BUST: NONCE } });
    expect(breaker).toMatchObject({ kind: "base", step: "RUN install -d -o 10001 -g 10001 /data" });
    expect(breaker.reason).toContain(`The image ${RUNTIME} is another one`);
  });

  it("code that does not compile", { timeout: LIMIT_MS }, async () => {
    await edit("backend/src/main.rs", (text) => text.replace("fn main()", `fn main( /* ${NONCE} */`));
    const built = await lab.build({ arguments: { CACHE_BUST: NONCE }, changedFiles: ["src/main.rs"] });
    expectNumbers(built);
    const lines = (await lab.read("backend/Dockerfile")).split("\n");
    const end = lines.findIndex((line) => line.includes("cargo build --release")) + 1;
    expect(built).toMatchObject({
      result: "failed",
      breaker: { kind: "code" },
      error: {
        message: "The command ended with exit code 101.",
        step: COMPILES,
        place: { file: path.join(lab.folder, "backend/Dockerfile"), line: end - 2, column: 1 },
        endLine: end,
      },
    });
    expect(built.error?.lastLines.join("\n")).toContain("src/main.rs");
  });
});
