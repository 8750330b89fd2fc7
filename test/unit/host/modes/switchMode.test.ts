import { expect, test } from "vitest";
import { replacesContainers } from "../../../../src/host/modes/switchMode.ts";
import { container, mode, service, stack } from "../states.ts";

const dev = mode("dev");
const production = mode("production");
const shop = (containers: Parameters<typeof service>[1], activeMode = dev.id) =>
  stack([service("api", containers)], { modes: [dev, production], activeMode });

test("a switch replaces containers where there are some of another mode", () => {
  expect(replacesContainers(shop([container()]), production)).toBe(true);
  expect(replacesContainers(shop([container()]), dev)).toBe(false);
  expect(replacesContainers(shop([]), production)).toBe(false);
  // What `compose run` made goes by itself.
  expect(replacesContainers(shop([container({ oneOff: true })]), production)).toBe(false);
});
