import { describe, expect, test } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import type { ComposeFileSet, ReadResult } from "../../../../src/core/compose/model.ts";
import { ComposeWorkspace } from "../../../../src/core/compose/workspace.ts";

const set: ComposeFileSet = {
  id: "/shop/compose.yml",
  label: "default",
  files: ["/shop/compose.yml"],
  projectDir: "/shop",
};
const good: ReadResult = {
  kind: "ok",
  model: { project: "shop", services: [{ name: "ui", buildable: false }] },
};
const bad: ReadResult = { kind: "broken", problem: "yaml: line 3" };

/** A workspace in which Compose gives these answers, the last one for ever. */
function workspace(...answers: ReadResult[]) {
  const asked = { discover: 0, read: 0 };
  const made = new ComposeWorkspace(
    {
      discover: async () => {
        asked.discover++;
        return [set];
      },
      read: async () => answers[Math.min(asked.read++, answers.length - 1)] ?? { kind: "unasked" },
    },
    SILENT,
  );
  return { made, asked };
}

describe("the workspace's compose files", () => {
  test("are told with what Compose said", async () => {
    const { made } = workspace(good);
    await made.scan(["/shop"]);
    expect(made.sets).toEqual([{ ...set, model: good.model }]);
  });

  test("keep their last good model when they break, and lose the problem when mended", async () => {
    const { made } = workspace(good, bad, good);
    await made.scan(["/shop"]);
    await made.scan();
    expect(made.sets[0]).toMatchObject({ model: { project: "shop" }, problem: "yaml: line 3" });
    await made.scan();
    expect(made.sets[0]).not.toHaveProperty("problem");
  });

  test("are known without a model where Compose could not be asked", async () => {
    const { made } = workspace({ kind: "unasked" });
    await made.scan(["/shop"]);
    expect(made.sets).toEqual([set]);
  });

  test("are read again when one of them changes, or what they interpolate, and not else", async () => {
    const { made, asked } = workspace(good);
    await made.scan(["/shop"]);
    await made.filesChanged(["/shop/src/main.rs"]);
    expect(asked.read).toBe(1);
    await made.filesChanged(["/shop/compose.yml"]);
    await made.filesChanged(["/shop/.env"]);
    await made.filesChanged(["/shop/docker/docker-compose.new.yaml"]);
    expect(asked.read).toBe(4);
  });

  test("that change during a scan are read once more, however many changes there are", async () => {
    const { made, asked } = workspace(good);
    await Promise.all([made.scan(["/shop"]), made.scan(), made.scan(), made.scan()]);
    expect(asked.discover).toBe(2);
  });

  test("stay as they were when looking for them fails", async () => {
    let fail = false;
    const errors: string[] = [];
    const made = new ComposeWorkspace(
      { discover: async () => (fail ? Promise.reject(new Error("EIO")) : [set]), read: async () => good },
      { ...SILENT, error: (text) => errors.push(text) },
    );
    await made.scan(["/shop"]);
    fail = true;
    await made.scan();
    expect(made.sets).toHaveLength(1);
    expect(errors.join()).toContain("EIO");
  });
});
