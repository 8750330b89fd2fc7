import { describe, expect, test } from "vitest";
import { activeMode } from "../../../../src/core/stack/mode.ts";
import { container } from "./containers.ts";
import { FOLDER, set } from "./sets.ts";

const base = `${FOLDER}/docker/compose.yaml`;
const override = `${FOLDER}/docker/compose.override.yaml`;
const standard = set("compose.yaml", { id: "standard", files: [base, override] });
const without = set("compose.yaml", { id: "without", origin: "labels" });
const dev = set("docker-compose.dev.yml");
const madeFrom = (...configFiles: string[]) => container({ labels: { configFiles } });

describe("the mode of what was made without the override file", () => {
  test("is that of the standard file, where no set stands for the file alone", () => {
    expect(activeMode([standard, dev], [madeFrom(base)], undefined)).toBe(standard);
  });

  test("has to be asked where the file alone is a set: it may have been left out", () => {
    const sets = [standard, dev, without];
    expect(activeMode(sets, [madeFrom(base)], undefined)).toBeUndefined();
    expect(activeMode(sets, [madeFrom(base)], "standard")).toBe(standard);
    expect(activeMode(sets, [madeFrom(base)], "without")).toBe(without);
    expect(activeMode(sets, [madeFrom(base)], dev.id)).toBeUndefined();
  });

  test("is what most were made from, where others were made with it", () => {
    const both = [madeFrom(base), madeFrom(base, override), madeFrom(base, override)];
    expect(activeMode([standard, without], both, undefined)).toBe(standard);
  });
});
