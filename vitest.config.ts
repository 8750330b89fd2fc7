import { defineConfig } from "vitest/config";

/** Real engines and workbenches: one after another, with time for a cold machine that builds images first. */
const real = {
  environment: "node",
  fileParallelism: false,
  testTimeout: 180_000,
  hookTimeout: 600_000,
} as const;
const full = process.env["DEVLOOP_TEST"] === "full";

/** What watchers print does not depend on the engine: there it is the quick run's scenario of each. */
const onceIsEnough =
  process.env["DEVLOOP_TEST_ENGINE"] === "previous" ? ["test/engine/reload/**/*.full.test.ts"] : [];

/** What takes long and proves little more than the quick run is named `*.full.test.ts`. */
function files(folder: string) {
  return {
    include: [`test/${folder}/**/*.test.ts`],
    exclude: full ? onceIsEnough : [`test/${folder}/**/*.full.test.ts`],
  };
}

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", environment: "node", include: ["test/unit/**/*.test.ts"] } },
      { test: { name: "package", ...real, ...files("package") } },
      { test: { name: "engine", ...real, ...files("engine") } },
      { test: { name: "ui", ...real, ...files("ui") } },
    ],
  },
});
