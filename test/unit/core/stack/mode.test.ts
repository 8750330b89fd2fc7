import { describe, expect, test } from "vitest";
import { activeMode } from "../../../../src/core/stack/mode.ts";
import { container } from "./containers.ts";
import { FOLDER, model, service, set } from "./sets.ts";

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

describe("of sets of the same files", () => {
  const withEnv = (name: string) => `${FOLDER}/docker/${name}.env`;
  const one = (label: string, changes: object) =>
    set("compose.yaml", { id: label, origin: "setting", ...changes });

  test("it is the one whose files of variables the containers were made with", () => {
    const sets = [one("dev", { envFiles: [withEnv("dev")] }), one("prod", { envFiles: [withEnv("prod")] })];
    const made = [container({ labels: { configFiles: [base], envFiles: [withEnv("prod")] } })];
    expect(activeMode(sets, made, undefined)?.id).toBe("prod");
    expect(activeMode(sets, made, "dev")?.id).toBe("prod");
  });

  test("it is the user's choice where the containers do not tell them apart, else the first", () => {
    const sets = [one("plain", {}), one("full", { profiles: ["full"] })];
    expect(activeMode(sets, [madeFrom(base)], "full")?.id).toBe("full");
    expect(activeMode(sets, [madeFrom(base)], undefined)?.id).toBe("plain");
    expect(activeMode([...sets, dev], [madeFrom(base)], dev.id)?.id).toBe("plain");
  });
});

describe("what Up left alone when the mode was switched", () => {
  const services = (backend: string) =>
    model(service("backend", { hash: backend }), service("db", { hash: "same" }));
  const devMode = set("docker-compose.dev.yml", { model: services("dev") });
  const prodMode = set("docker-compose.yml", { model: services("prod") });
  const sets = [devMode, prodMode];
  const db = container({
    labels: { service: "db", configHash: "same", configFiles: devMode.files },
  });

  test("does not hide the mode of what was made anew", () => {
    const backend = container({ labels: { configHash: "prod", configFiles: prodMode.files } });
    expect(activeMode(sets, [db, { ...db, id: "more" }, backend], undefined)).toBe(prodMode);
  });

  test("lets the user's choice stand where there is nothing else, and is taken at its word without one", () => {
    expect(activeMode(sets, [db], prodMode.id)).toBe(prodMode);
    expect(activeMode(sets, [db], undefined)).toBe(devMode);
  });

  test("nor do one-off containers of the former mode", () => {
    const visitor = container({
      oneOff: true,
      labels: { service: "tool", configHash: "x", configFiles: devMode.files },
    });
    const backend = container({ labels: { configHash: "prod", configFiles: prodMode.files } });
    expect(activeMode(sets, [visitor, { ...visitor, id: "more" }, backend], undefined)).toBe(prodMode);
  });

  test("and what a switch that failed half-way left of both is of the mode that was chosen", () => {
    const left = container({ labels: { configHash: "dev", configFiles: devMode.files } });
    const made = container({ number: 2, labels: { configHash: "prod", configFiles: prodMode.files } });
    expect(activeMode(sets, [left, made], prodMode.id)).toBe(prodMode);
    expect(activeMode(sets, [left, made], devMode.id)).toBe(devMode);
  });
});
