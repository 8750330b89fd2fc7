import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type BuildTraits, matchBuild } from "../../../../../src/core/build/found/match.ts";
import type { KnownSet, ServiceBuild } from "../../../../../src/core/compose/model.ts";
import { model, service, set } from "../../stack/sets.ts";

let root: string;
let api: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), "devloop-match-")));
  api = path.join(root, "api");
  mkdirSync(api);
  writeFileSync(path.join(api, "Dockerfile"), "FROM scratch\n");
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const built = (changes: Partial<ServiceBuild> = {}): ServiceBuild => ({
  context: api,
  dockerfile: path.join(api, "Dockerfile"),
  ...changes,
});

function mode(label: string, services: Record<string, ServiceBuild>, project = "shop"): KnownSet {
  const all = Object.entries(services).map(([name, build]) => service(name, { build }));
  return set(`${project}-${label}.yml`, { label, model: { ...model(...all), project } });
}

const ref = (changes: Partial<BuildTraits["ref"]> = {}) => ({
  target: "default",
  localPath: api,
  dockerfilePath: "",
  ...changes,
});
const labels = (project: string, name: string) => ({
  "com.docker.compose.project": project,
  "com.docker.compose.service": name,
});
const STACKS = [{ id: "shop" }, { id: "blog" }];
const match = (traits: BuildTraits, ...sets: KnownSet[]) => matchBuild(traits, STACKS, sets);

describe("a build by Compose", () => {
  test("is the service's that the ref names, and that the labels name in the end", () => {
    const dev = mode("dev", { web: built(), worker: built() });
    const shop = { stackId: "shop", services: ["web"], mode: "dev" };
    expect(match({ ref: ref({ target: "web" }) }, dev)).toEqual(shop);
    expect(match({ ref: ref({ target: "web" }), labels: labels("shop", "web") }, dev)).toEqual(shop);
  });

  test("is of a stage: which mode it is in is known once that is told", () => {
    const sets = [mode("dev", { web: built({ target: "dev" }) }), mode("production", { web: built() })];
    const traits = { ref: ref({ target: "web" }) };
    expect(match(traits, ...sets)).toEqual({ stackId: "shop", services: ["web"] });
    const told = { ...traits, labels: labels("shop", "web") };
    expect(match({ ...told, target: "dev" }, ...sets)).toMatchObject({ mode: "dev" });
    expect(match(told, ...sets)).toMatchObject({ mode: "production" });
  });

  test("in two modes that build the same is of no certain mode", () => {
    const sets = [mode("dev", { web: built() }), mode("production", { web: built() })];
    expect(match({ ref: ref({ target: "web" }), labels: labels("shop", "web") }, ...sets)).toEqual({
      stackId: "shop",
      services: ["web"],
    });
  });

  test("from a context that is no folder of this machine is known by its labels", () => {
    const dev = mode("dev", { web: {} });
    const traits = { ref: ref({ target: "web", localPath: "https://example.com/web.git" }) };
    expect(match(traits, dev)).toBeUndefined();
    expect(match({ ...traits, labels: labels("shop", "web") }, dev)).toEqual({
      stackId: "shop",
      services: ["web"],
    });
  });

  test("with the Dockerfile in the compose file is told by the context", () => {
    const { dockerfile: _file, ...inline } = built({ inline: "FROM scratch" });
    expect(match({ ref: ref({ target: "web" }) }, mode("dev", { web: inline }))).toMatchObject({
      services: ["web"],
    });
  });

  test("of another project from the same files is none of ours", () => {
    const dev = mode("dev", { web: built() });
    const traits = { ref: ref({ target: "web" }), labels: labels("strange", "web") };
    expect(match(traits, dev)).toBeUndefined();
  });

  test("of one of two stacks from the same files is the one's that the labels name", () => {
    const sets = [mode("dev", { web: built() }), mode("dev", { web: built() }, "blog")];
    const traits = { ref: ref({ target: "web" }) };
    expect(match(traits, ...sets)).toMatchObject({ stackId: "shop" });
    expect(match({ ...traits, labels: labels("blog", "web") }, ...sets)).toMatchObject({ stackId: "blog" });
  });
});

describe("a build by `docker build`", () => {
  test("is all services' that are built the same", () => {
    const dev = mode("dev", {
      web: built(),
      worker: built(),
      other: built({ dockerfile: path.join(api, "Dockerfile.other") }),
      away: built({ context: root }),
      stage: built({ target: "stage" }),
    });
    const shop = { stackId: "shop", services: ["web", "worker"], mode: "dev" };
    expect(match({ ref: ref() }, dev)).toEqual(shop);
    expect(match({ ref: ref(), labels: {} }, dev)).toEqual(shop);
    expect(match({ ref: ref(), labels: {}, target: "stage" }, dev)).toMatchObject({ services: ["stage"] });
    expect(match({ ref: ref(), labels: {}, target: "none" }, dev)).toBeUndefined();
    const other = ref({ dockerfilePath: path.join(api, "Dockerfile.other") });
    expect(match({ ref: other }, dev)).toMatchObject({ services: ["other"] });
  });

  test("is taken for the stage that there is until it is told which one it was", () => {
    const dev = mode("dev", { web: built({ target: "dev" }) });
    expect(match({ ref: ref() }, dev)).toMatchObject({ services: ["web"] });
    expect(match({ ref: ref(), labels: {} }, dev)).toBeUndefined();
    expect(match({ ref: ref(), labels: {}, target: "dev" }, dev)).toMatchObject({ services: ["web"] });
  });

  test("of what two stacks build the same is nobody's in the end", () => {
    const sets = [mode("dev", { web: built() }), mode("dev", { web: built() }, "blog")];
    expect(match({ ref: ref() }, ...sets)).toMatchObject({ stackId: "shop" });
    expect(match({ ref: ref(), labels: {} }, ...sets)).toBeUndefined();
  });

  test("over a link, from either side, also of a Dockerfile that is gone", () => {
    const link = path.join(root, "link");
    symlinkSync(api, link);
    const linked = { context: link, dockerfile: path.join(link, "Dockerfile") };
    expect(match({ ref: ref({ localPath: link }) }, mode("dev", { web: built() }))).toBeDefined();
    expect(match({ ref: ref() }, mode("dev", { web: linked }))).toBeDefined();
    rmSync(path.join(api, "Dockerfile"));
    expect(match({ ref: ref() }, mode("dev", { web: linked }))).toBeDefined();
  });

  test("from standard input, from elsewhere, and of a stack that is not known is nobody's", () => {
    const dev = mode("dev", { web: built() });
    for (const localPath of ["-", "", root, "https://example.com/a.git"]) {
      expect(match({ ref: ref({ localPath }) }, dev)).toBeUndefined();
    }
    expect(matchBuild({ ref: ref() }, [{ id: "blog" }], [dev])).toBeUndefined();
    expect(match({ ref: ref() })).toBeUndefined();
  });
});
