import { strict as assert } from "node:assert";
import { devLoop, rows, untilRows, untilState } from "../support/devLoop.ts";
import { remove, write } from "../support/workspace.ts";

describe("a folder without a compose file", () => {
  it("has no rows, so that the view can say what it looks for", async () => {
    const api = await devLoop();
    const state = await untilState(api, ({ settled }) => settled);
    assert.deepEqual(state.stacks, []);
    assert.deepEqual(await rows(api), []);
  });

  it("has a stack as soon as somebody writes a compose file, in a subfolder too", async () => {
    const api = await devLoop();
    await write(
      "deploy/docker-compose.yml",
      "name: devloop-host-written\nservices:\n  ui:\n    image: busybox\n",
    );
    await untilRows(api, (all) => all.join() === "devloop-host-written: 0 of 1 running,  ui: not created");
    await remove("deploy");
    await untilRows(api, (all) => all.length === 0);
  });
});
