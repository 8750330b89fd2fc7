import { describe, expect, it } from "vitest";
import { type BuildWish, planBuild, reachedServices } from "../../../../../src/core/build/run/buildPlan.ts";
import type { ComposeModel } from "../../../../../src/core/compose/model.ts";
import type { ActionKind } from "../../../../../src/shared/model.ts";
import { model, service } from "../../stack/sets.ts";

const build = { context: "/shop", dockerfile: "/shop/Dockerfile" };
const stamped = (name: string, changes = {}) => service(name, { build, ...changes });
const plain = (name: string, changes = {}) =>
  service(name, { build: { context: "/shop", dockerfile: "/shop/plain" }, ...changes });

async function planned(
  services: ComposeModel,
  wish: Partial<BuildWish> & { kind: ActionKind },
  missing: string[] = [],
) {
  return planBuild(
    services,
    { services: [], stamps: ["CACHE_BUST"], ...wish },
    {
      readText: async (file) => (file.endsWith("plain") ? "FROM a" : "FROM a\nARG CACHE_BUST"),
      head: async () => undefined,
      now: () => 1,
      isMissing: async (image) => missing.includes(image),
    },
    new AbortController().signal,
  );
}

const given = { CACHE_BUST: "1" };
const STACK = model(
  stamped("web", { needs: ["api"] }),
  plain("api", { needs: ["db"] }),
  service("db", { buildable: false, image: "postgres" }),
  stamped("tool", { active: false }),
);

describe("planBuild", () => {
  it("is one line without names for all that is active", async () => {
    expect(await planned(STACK, { kind: "build" })).toEqual({
      lines: [{ services: [], arguments: given }],
      thenNoBuild: false,
    });
  });

  it("names services, and builds no more than those", async () => {
    expect(await planned(STACK, { kind: "rebuild", services: ["web"] })).toEqual({
      lines: [{ services: ["web"], arguments: given }],
      thenNoBuild: false,
    });
    expect((await planned(STACK, { kind: "build", services: ["tool"] }))?.lines[0]?.services).toEqual([
      "tool",
    ]);
  });

  it("has what a service needs built, too, where Up would", async () => {
    expect((await planned(STACK, { kind: "up", build: true, services: ["web"] }))?.lines).toEqual([
      { services: ["web", "api"], arguments: given },
    ]);
  });

  it("is none where there is nothing to give", async () => {
    expect(await planned(STACK, { kind: "build", services: ["api"] })).toBeUndefined();
    expect(await planned(STACK, { kind: "up", build: true, services: ["api"] })).toBeUndefined();
    expect(await planned(STACK, { kind: "build", stamps: [] })).toBeUndefined();
  });

  it("builds a missing image before a plain Up, but not one that Up would try to pull", async () => {
    expect(await planned(STACK, { kind: "up" })).toBeUndefined();
    expect(await planned(STACK, { kind: "up" }, ["shop-web", "shop-api"])).toEqual({
      lines: [{ services: ["web"], arguments: given }],
      thenNoBuild: false,
    });
    const named = model(stamped("web", { image: "registry/web" }));
    expect(await planned(named, { kind: "up" }, ["shop-web", "registry/web"])).toBeUndefined();
  });

  it("has Up not build again what is always built, where all that it could build was", async () => {
    const always = model(stamped("web", { needs: ["api"], alwaysBuilt: true }), plain("api"));
    const then = async (wish: Partial<BuildWish> & { kind: ActionKind }) =>
      (await planned(always, wish))?.thenNoBuild;
    expect(await then({ kind: "rebuild" })).toBe(true);
    expect(await then({ kind: "up", build: true })).toBe(true);
    expect(await then({ kind: "up", build: true, services: ["web"] })).toBe(true);
    // The image of `api` may be missing.
    expect(await then({ kind: "rebuild", services: ["web"] })).toBe(false);
    expect(await then({ kind: "rebuild", services: ["web", "api"] })).toBe(true);
  });
});

describe("reachedServices", () => {
  const names = (kind: ActionKind, services: string[] = []) =>
    reachedServices(STACK, { kind, services }).map(({ name }) => name);

  it("are what an action may build", () => {
    expect(names("up")).toEqual(["web", "api"]);
    expect(names("up", ["web"])).toEqual(["web", "api"]);
    expect(names("build", ["web"])).toEqual(["web"]);
    expect(names("recreate", ["tool"])).toEqual(["tool"]);
    expect(names("up", ["db"])).toEqual([]);
  });
});
