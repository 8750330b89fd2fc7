import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { decodeServices, mergeServices } from "../../../src/host/serviceSettings.ts";
import { RELOAD_TOOLS } from "../../../src/shared/model.ts";

test("what can be used is used", () => {
  const value = {
    backend: { reload: "cargo-watch", probe: "http://localhost:8080/health" },
    "shop/ui": { reload: "none", buildInfo: "https://localhost/build-info.json" },
    db: {},
  };
  expect(decodeServices(value)).toEqual({ services: value, problems: [] });
  expect(decodeServices(undefined)).toEqual({ services: {}, problems: [] });
});

test.each([
  [7, "it has to be an object"],
  [[], "it has to be an object"],
  [{ reload: "make" }, '"reload" has to be one of cargo-watch'],
  [{ probe: "localhost:8080" }, '"probe" has to be an http: or https: address.'],
  [{ probe: "file:///etc/passwd" }, '"probe" has to be'],
  [{ probe: "http://" }, '"probe" has to be'],
  [{ buildInfo: "build-info.json" }, '"buildInfo" has to be an http: or https: address.'],
  [{ tool: "bun" }, 'there is no key "tool".'],
])("%j is left out, and said in one sentence; the others are used", (entry, said) => {
  const { services, problems } = decodeServices({ backend: entry, ui: { reload: "bun" } });
  expect(services).toEqual({ ui: { reload: "bun" } });
  expect(problems).toEqual([
    expect.stringContaining(`devloop.services, entry "backend", is not used: ${said}`),
  ]);
});

test("a setting that is no object at all is said", () => {
  expect(decodeServices(["backend"])).toEqual({
    services: {},
    problems: ["The setting devloop.services has to be an object."],
  });
});

test("nothing throws, and nothing else comes through", () => {
  const Services = z.record(
    z.string(),
    z.strictObject({
      reload: z.optional(z.enum([...RELOAD_TOOLS, "none"])),
      probe: z.optional(z.string().check(z.regex(/^https?:/))),
      buildInfo: z.optional(z.string().check(z.regex(/^https?:/))),
    }),
  );
  const entry = fc.oneof(
    fc.anything(),
    fc.record({
      reload: fc.constantFrom<unknown>("bun", "none", "make", 7),
      probe: fc.webUrl(),
      buildInfo: fc.webUrl(),
    }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.dictionary(fc.string(), entry)), (value) => {
      expect(Services.safeParse(decodeServices(value).services).success).toBe(true);
    }),
  );
});

test("of two folders that name a service, the first one's counts", () => {
  const first = { backend: { reload: "bun" } } as const;
  expect(mergeServices([first, { backend: { reload: "vite" }, ui: {} }])).toEqual({ ...first, ui: {} });
});

test("package.json offers the tools that there are", () => {
  const file = path.resolve(import.meta.dirname, "../../../package.json");
  const properties = JSON.parse(readFileSync(file, "utf8")).contributes.configuration.properties;
  expect(properties["devloop.services"].additionalProperties.properties.reload.enum).toEqual([
    ...RELOAD_TOOLS,
    "none",
  ]);
});
