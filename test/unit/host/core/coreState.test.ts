import { expect, test } from "vitest";
import { withoutKnowledge } from "../../../../src/host/core/coreState.ts";
import { app, container, failedReload, service, stack } from "../states.ts";

test("of a core that is gone nothing is believed any more, its words on reloads neither", () => {
  const backend = service("backend", [container()], { reload: failedReload(), lastWords: ["panicked"] });
  const [shop] = withoutKnowledge(app([stack([backend])])).stacks;
  expect(shop?.services).toEqual([
    service("backend", [], { verdict: { kind: "unknown", reason: "Dev Loop is restarting" } }),
  ]);
});
