import fc from "fast-check";
import { expect, it } from "vitest";
import { decodePlanConfig } from "../../../../src/core/compose/planConfig.ts";

function config(services: object, rest: object = {}) {
  return decodePlanConfig(JSON.stringify({ name: "shop", services, ...rest }));
}

it("tells what a service needs, in whatever way it says so", () => {
  const services = {
    web: { build: { context: "." }, depends_on: { db: { condition: "service_started" } } },
    side: { image: "x", network_mode: "service:web", pid: "host", ipc: "service:db" },
    fresh: { image: "x", pull_policy: "always" },
    tool: { image: "x", volumes_from: ["web:ro", "container:other", "db"], container_name: "my_tool" },
    db: null,
  };
  expect(config(services)).toEqual({
    hasModels: false,
    services: [
      { name: "web", buildable: true, needs: ["db"] },
      { name: "side", buildable: false, needs: ["web", "db"] },
      { name: "fresh", buildable: false, pullPolicy: "always", needs: [] },
      { name: "tool", buildable: false, containerName: "my_tool", needs: ["web", "db"] },
      { name: "db", buildable: false, needs: [] },
    ],
  });
});

it("tells what Up would run besides containers", () => {
  const services = { cloud: { provider: { type: "awesomecloud", options: {} } } };
  expect(config(services, { models: { llm: { model: "ai/x" } } })).toEqual({
    hasModels: true,
    services: [{ name: "cloud", buildable: false, provider: "awesomecloud", needs: [] }],
  });
});

it("is undefined for what is no config, and never throws", () => {
  expect(decodePlanConfig("")).toBeUndefined();
  expect(decodePlanConfig("[]")).toBeUndefined();
  fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => void decodePlanConfig(text)));
  const service = fc.dictionary(
    fc.constantFrom("build", "container_name", "provider", "depends_on", "network_mode", "volumes_from"),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]+$/), service), (services) => {
      expect(config(services)?.services.map(({ name }) => name)).toEqual(
        Object.keys(JSON.parse(JSON.stringify(services))),
      );
    }),
  );
});
