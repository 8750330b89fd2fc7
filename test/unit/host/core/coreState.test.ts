import { expect, test } from "vitest";
import { withoutKnowledge } from "../../../../src/host/core/coreState.ts";
import { NO_BUILDS } from "../../../../src/shared/builds.ts";
import { app, builds, changedCode, container, failedReload, liveBuild, service, stack } from "../states.ts";

test("of a core that is gone nothing is believed any more, its words on reloads and builds neither", () => {
  const backend = service("backend", [container()], {
    reload: failedReload(),
    lastWords: ["panicked"],
    baked: { code: changedCode() },
  });
  const state = app([stack([backend])], { builds: builds({ live: [liveBuild()] }) });
  const forgotten = withoutKnowledge(state);
  expect(forgotten.builds).toEqual(NO_BUILDS);
  expect(forgotten.stacks[0]?.services).toEqual([
    service("backend", [], { verdict: { kind: "unknown", reason: "Dev Loop is restarting" } }),
  ]);
});
