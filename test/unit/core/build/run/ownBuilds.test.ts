import { describe, expect, it } from "vitest";
import type { ProgressItem } from "../../../../../src/core/build/progress/item.ts";
import { OwnBuilds } from "../../../../../src/core/build/run/ownBuilds.ts";
import { summarizeFailure } from "../../../../../src/core/compose/failure.ts";
import type { BuildResult } from "../../../../../src/shared/builds.ts";
import type { ActionResult } from "../../../../../src/shared/protocol.ts";
import { stream } from "../../compose/streams.ts";

interface Told {
  readonly items: ProgressItem[];
  result?: BuildResult;
  output?: string;
}

/** Reads a recording: `stdout` first where both were written, as it was. */
async function read(name: string, services: readonly string[], result: ActionResult, size = 1_000) {
  const told = new Map<string, Told>();
  const builds = new OwnBuilds({
    services,
    begin: (service) => {
      const own: Told = { items: [] };
      told.set(service, own);
      return {
        push: (items) => void own.items.push(...items),
        end: async (end, output) => void Object.assign(own, { result: end, output }),
      };
    },
  });
  let text = "";
  for (const pipe of ["stdout", "stderr"] as const) {
    const all = await stream(`buildkit/${name}.${pipe}`);
    for (let at = 0; at < all.length; at += size) text += builds.push(all.slice(at, at + size), pipe);
  }
  text += builds.flush();
  const before = Object.fromEntries([...told].map(([service, own]) => [service, own.result]));
  await builds.ended(result);
  return { told, text, before };
}

const FAILED: ActionResult = { kind: "failed", exitCode: 17, summary: "" };
const results = (told: ReadonlyMap<string, Told>) =>
  Object.fromEntries([...told].map(([service, { result }]) => [service, result]));
const steps = (told: Told | undefined) =>
  new Set(
    told?.items.flatMap((item) =>
      item.kind === "vertex" && /\d+\/\d+\] /.test(item.vertex.name) ? [item.vertex.name] : [],
    ),
  );

describe.each(["compose226", "compose240"])("OwnBuilds of %s", (generation) => {
  it("tells each service's build apart, and which of them failed", async () => {
    const { told, text } = await read(`${generation}-own-fail`, ["api", "web", "other"], FAILED);
    expect(results(told)).toEqual({ api: "succeeded", web: "failed" });
    for (const service of ["api", "web"]) {
      expect(steps(told.get(service)).size).toBe(3);
      for (const name of steps(told.get(service))) expect(name.startsWith(`[${service} `)).toBe(true);
    }
    const said = told.get("web")?.items.flatMap((item) => (item.kind === "log" ? [item.log.text] : []));
    expect(said?.join("")).toContain("no such thing\n");
    expect(told.get("web")?.output).toBe(text);
  });

  it("makes text that people read, from which the reason is still found", async () => {
    const { text } = await read(`${generation}-own-fail`, ["api", "web"], FAILED);
    expect(text).not.toMatch(/"vertexes"|^\{/m);
    expect(text).toMatch(/^#\d+ \[web stage-1 1\/1\] RUN echo web-own/m);
    expect(summarizeFailure({ title: "Build" }, text, 17)).toMatch(
      /^The build failed at (?:Dockerfile:5: )?RUN echo web-own && sleep 1 .*: exit code 3\.$/,
    );
  });

  it("blames the build whose Dockerfile can't be read", async () => {
    const { told } = await read(`${generation}-own-syntax`, ["api", "web"], FAILED);
    expect(results(told)["web"]).toBe("failed");
    expect(results(told)["api"]).not.toBe("failed");
  });

  it("ends a build when Compose goes on to start what was built", async () => {
    const { told, text, before } = await read(`${generation}-own-up`, ["api"], { kind: "done" });
    expect(before).toEqual({ api: "succeeded" });
    expect(results(told)).toEqual({ api: "succeeded" });
    expect(text).toContain(" Container edevrec-api-1  Started\n");
    expect(told.get("api")?.output).not.toContain("Container");
  });

  it("says the same however it is cut", async () => {
    const whole = await read(`${generation}-own-fail`, ["api", "web"], FAILED, 1_000_000);
    const cut = await read(`${generation}-own-fail`, ["api", "web"], FAILED, 7);
    expect(cut.text).toBe(whole.text);
    expect(cut.told.get("web")?.items).toEqual(whole.told.get("web")?.items);
  });

  it("calls a build cancelled that was cut short", async () => {
    const builds: Told[] = [];
    const own = new OwnBuilds({
      services: ["api", "web"],
      begin: () => {
        const told: Told = { items: [] };
        builds.push(told);
        return { push: () => {}, end: async (result) => void Object.assign(told, { result }) };
      },
    });
    const all = await stream(`buildkit/${generation}-own-fail.stdout`);
    own.push(all.slice(0, all.indexOf("RUN echo shared")), "stdout");
    own.flush();
    await own.ended({ kind: "cancelled" });
    expect(builds.map(({ result }) => result)).toEqual(["cancelled", "cancelled"]);
  });
});
