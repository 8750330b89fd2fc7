import { describe, expect, test } from "vitest";
import { RunningFiles } from "../../../../src/core/compose/runningFiles.ts";
import type { EngineContainer } from "../../../../src/core/engine/container.ts";

const LABELS = {
  project: "shop",
  service: "web",
  configFiles: ["/shop/compose.yaml"],
  workingDir: "/shop",
  configHash: "h",
  image: "i",
};
const LIST = { project: "shop", files: ["/shop/compose.yaml"], projectDir: "/shop", envFiles: [] };

function container(id: string, labels: Partial<EngineContainer["labels"]> = {}, oneOff = false) {
  return {
    id,
    name: id,
    image: "web",
    imageId: "i",
    status: "running",
    health: "none",
    oomKilled: false,
    ports: [],
    number: 1,
    oneOff,
    labels: { ...LABELS, ...labels },
  } satisfies EngineContainer;
}

describe("the files that containers were made from", () => {
  test("are told once for all containers that say the same", () => {
    const running = new RunningFiles();
    expect(running.apply({ kind: "listed", containers: [container("a"), container("b")] })).toBe(true);
    expect(running.lists).toEqual([LIST]);
    expect(running.apply({ kind: "changed", container: container("a") })).toBe(false);
    expect(running.apply({ kind: "changed", container: container("c", { service: "db" }) })).toBe(false);
    expect(running.apply({ kind: "listed", containers: [container("c")] })).toBe(false);
  });

  test("are gone with the last container", () => {
    const running = new RunningFiles();
    running.apply({ kind: "listed", containers: [container("a"), container("b")] });
    expect(running.apply({ kind: "removed", id: "a" })).toBe(false);
    expect(running.apply({ kind: "removed", id: "x" })).toBe(false);
    expect(running.apply({ kind: "removed", id: "b" })).toBe(true);
    expect(running.lists).toEqual([]);
  });

  test("stay while the engine is out of reach", () => {
    const running = new RunningFiles();
    running.apply({ kind: "listed", containers: [container("a")] });
    expect(running.apply({ kind: "lost" })).toBe(false);
    expect(running.lists).toEqual([LIST]);
  });

  test("differ by project, by folder, and by files of variables", () => {
    const running = new RunningFiles();
    const containers = [
      container("a"),
      container("b", { project: "other" }),
      container("c", { workingDir: "/" }),
      container("d", { envFiles: ["/shop/x.env"] }),
    ];
    running.apply({ kind: "listed", containers });
    expect(running.lists).toHaveLength(4);
    expect(running.lists[3]).toEqual({ ...LIST, envFiles: ["/shop/x.env"] });
  });

  test("are not those of standard input, of a run of its own, and of no stack", () => {
    const running = new RunningFiles();
    const containers = [
      container("a", { configFiles: ["-"] }),
      container("b", {}, true),
      container("c", { project: "", configFiles: [], workingDir: "" }),
      container("d", { configFiles: ["compose.yaml"] }),
    ];
    expect(running.apply({ kind: "listed", containers })).toBe(false);
    expect(running.lists).toEqual([]);
  });
});
