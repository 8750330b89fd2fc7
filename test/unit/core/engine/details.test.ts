import { expect, test } from "vitest";
import type { ContainerSetup } from "../../../../src/core/engine/container.ts";
import { withDetails } from "../../../../src/core/engine/details.ts";
import { container } from "../stack/containers.ts";

const setup: ContainerSetup = {
  createdAt: 1,
  command: ["cargo", "watch"],
  workingDir: "/app",
  tty: false,
  logDriver: "json-file",
  mounts: [],
};

test("what a container was made with is kept, also when its state is another", () => {
  const before = container({ id: "a", setup, startedAt: 5 });
  expect(withDetails(container({ id: "a" }), before)).toMatchObject({ setup, startedAt: 5 });
  const ended = withDetails(container({ id: "a", status: "exited" }), before);
  expect(ended.setup).toBe(setup);
  expect(ended).not.toHaveProperty("startedAt");
});

test("a container that was not inspected has none", () => {
  const before = container({ id: "a" });
  expect(withDetails(container({ id: "a", status: "exited" }), before)).not.toHaveProperty("setup");
  expect(withDetails(container({ id: "a" }), undefined)).not.toHaveProperty("setup");
});
