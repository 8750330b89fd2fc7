import { randomBytes } from "node:crypto";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shellImage } from "../support/composeProject.ts";
import { docker } from "../support/docker.ts";
import { type BuildLab, type Built, buildLab } from "./support/buildLab.ts";
import { countIn } from "./support/rawjson.ts";
import { tinyChef, tinyCompose } from "./support/tinyChef.ts";

const BASE = `devloop-build-base-${randomBytes(4).toString("hex")}:1`;
let shell: string;
let lab: BuildLab;

/** The image's identity for an engine whose buildx has no history. */
const bases = async () => [`${BASE}@${await docker(["image", "inspect", "--format", "{{.Id}}", BASE])}`];

beforeAll(async () => {
  shell = await shellImage();
  await docker(["tag", shell, BASE]);
  lab = await buildLab({ compose: "compose.yaml", service: "app", dockerfile: "app/Dockerfile", bases });
  await lab.write("compose.yaml", tinyCompose(BASE));
  await lab.write("app/Dockerfile", tinyChef(BASE));
  await lab.write("app/Cargo.toml", "[package]\n");
  await lab.write("app/Cargo.lock", `# ${BASE}\n`);
  await lab.write("app/src/main.rs", "fn main() {}\n");
});

afterAll(async () => {
  await lab.dispose();
  await docker(["image", "rm", "--force", BASE]);
});

/** The numbers, against what the tools themselves say of the same build. */
function expectNumbers(built: Built): void {
  const own = countIn(built.rawjson);
  const known = built.steps;
  expect({
    steps: known.length,
    cached: known.filter((step) => step.cached).length,
    begun: known.filter((step) => step.cached || step.startedAt !== undefined).length,
  }).toEqual(own.numbered);
  if (built.inspected !== undefined) {
    const { NumCachedSteps, NumTotalSteps } = built.inspected;
    expect([own.all.cached, own.all.steps]).toEqual([NumCachedSteps, NumTotalSteps]);
  }
}

async function buildOf(...options: Parameters<BuildLab["build"]>): Promise<Built> {
  const built = await lab.build(...options);
  expect(built.error).toBeUndefined();
  expectNumbers(built);
  return built;
}

describe("what broke the cache", () => {
  it("a first build is cold", async () => {
    const { breaker, result } = await buildOf();
    expect(result).toBe("succeeded");
    expect(breaker).toEqual({
      kind: "cold",
      reason: "None of the 9 steps was found in the cache, and no build before is known.",
      files: [],
      more: 0,
    });
  });

  it("nothing, when nothing has changed", async () => {
    const { breaker } = await buildOf();
    expect(breaker).toMatchObject({ kind: "nothing", reason: "All steps were found in the cache." });
  });

  it("code, and not the planner that always misses", async () => {
    await lab.write("app/src/main.rs", "fn main() { 2 }\n");
    const { breaker, steps } = await buildOf({ changedFiles: ["src/main.rs"] });
    expect(breaker).toMatchObject({
      kind: "code",
      step: "COPY . .",
      reason: "COPY . .: src/main.rs has changed since the build before.",
      files: ["src/main.rs"],
      more: 0,
    });
    const planner = steps.find(({ stage, text }) => stage === "planner" && text === "COPY . .");
    expect(planner).toMatchObject({ cached: false });
    expect(breaker.digest).toBe(
      steps.find(({ stage, text }) => stage === "builder" && text === "COPY . .")?.digest,
    );
  });

  it("dependencies, by way of cargo-chef's recipe", async () => {
    await lab.write("app/Cargo.lock", `# ${BASE}\n# another\n`);
    await lab.write("app/src/main.rs", "fn main() { 3 }\n");
    const { breaker } = await buildOf({ changedFiles: ["src/main.rs", "Cargo.lock"] });
    expect(breaker).toMatchObject({
      kind: "dependencies",
      step: "COPY --from=planner /app/recipe.json recipe.json",
      files: ["Cargo.lock"],
      reason:
        "COPY --from=planner /app/recipe.json recipe.json: the list of dependencies that another stage makes is another one: Cargo.lock has changed since the build before.",
    });
  });

  it("a build argument, as late as it is declared", async () => {
    const { breaker } = await buildOf({ arguments: { BASE, NONCE: "none", CACHE_BUST: "one" } });
    expect(breaker).toMatchObject({
      kind: "argument",
      reason: "The build argument CACHE_BUST is one and was not given before.",
      step: "RUN --mount=type=cache,target=/cache cat /proc/uptime > /out",
    });
  });

  it("a build argument that BuildKit writes into the step", async () => {
    const { breaker } = await buildOf({ arguments: { BASE, NONCE: "two", CACHE_BUST: "one", VERSION: "2" } });
    expect(breaker).toMatchObject({
      kind: "argument",
      step: `RUN echo "${BASE.split(":")[0]} 2" > /chef`,
      reason: "The build argument VERSION is 2 and was not given before.",
    });
  });

  it("a build argument, where its steps are in the cache from earlier", async () => {
    const { breaker } = await buildOf({ arguments: { BASE, NONCE: "two", CACHE_BUST: "two" } });
    expect(breaker).toMatchObject({
      kind: "argument",
      reason: "The build argument CACHE_BUST is two and was one; VERSION is not given any more.",
    });
  });

  it("the Dockerfile", async () => {
    const text = await lab.read("app/Dockerfile");
    await lab.write("app/Dockerfile", text.replace("cat /proc/uptime > /cooked", "cat /proc/stat > /cooked"));
    const given = { BASE, NONCE: "two", CACHE_BUST: "two" };
    const { breaker } = await buildOf({ arguments: given, changedFiles: ["Dockerfile"] });
    expect(breaker).toMatchObject({
      kind: "configuration",
      reason:
        "RUN --mount=type=cache,target=/cache cat /proc/stat > /cooked is not in the build before. In its place stood RUN --mount=type=cache,target=/cache cat /proc/uptime > /cooked.",
    });
  });

  it("an image that was made anew under its name", async () => {
    const given = { BASE, NONCE: "two", CACHE_BUST: "two" };
    await lab.write("base/Dockerfile", `FROM ${shell}\nRUN echo ${BASE} > /moved\n`);
    await docker(["build", "--quiet", "--tag", BASE, path.join(lab.folder, "base")]);
    const { breaker } = await buildOf({ arguments: given });
    expect(breaker.kind).toBe("base");
    expect(breaker.reason).toMatch(
      new RegExp(
        `^The image ${BASE} is another one than in the build before: sha256:[0-9a-f]{12} instead of sha256:[0-9a-f]{12}\\.$`,
      ),
    );
  });

  it("a build without the cache is cold", async () => {
    const given = { BASE, NONCE: "two", CACHE_BUST: "two" };
    const { breaker } = await buildOf({ arguments: given, noCache: true });
    expect(breaker).toMatchObject({ kind: "cold" });
    expect(breaker.reason).toMatch(
      /^None of the 9 steps was found in the cache\. .*: the cache was left out or removed\.$/,
    );
  });
});
