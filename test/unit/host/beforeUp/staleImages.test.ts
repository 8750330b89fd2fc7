import { expect, test } from "vitest";
import { staleImages, staleText } from "../../../../src/host/beforeUp/staleImages.ts";
import type { BakedCode } from "../../../../src/shared/builds.ts";
import { NOON, style } from "../plain.ts";
import { changedCode, container, exited, service, stack } from "../states.ts";

const built = (name: string, code: BakedCode = changedCode(), changes = {}) =>
  service(name, [container()], { buildable: true, baked: { code }, ...changes });

test("only images that are known to lack a change are asked about", () => {
  const shop = stack([
    built("backend"),
    built("touched", { ...changedCode(), kind: "touched" }),
    built("unknown", { kind: "unknown", reason: "it was built elsewhere" }),
    built("same", { kind: "same", builtAt: NOON, evidence: "Its hashes agree." }),
    service("db", [exited(0)]),
  ]);
  expect(staleImages(shop).map(({ service: name }) => name)).toEqual(["backend"]);
});

test("only what Up would run is asked about", () => {
  const shop = stack([
    built("backend"),
    built("debug", changedCode(), { inactiveProfiles: ["debug"] }),
    service("ui"),
  ]);
  const names = (only?: string) =>
    staleImages(
      shop,
      shop.services.find(({ name }) => name === only),
    ).map(({ service: name }) => name);
  expect(names()).toEqual(["backend"]);
  expect(names("ui")).toEqual([]);
  expect(names("debug")).toEqual(["debug"]);
});

test("what Up takes a newer image of by itself is not asked about", () => {
  const rebuilt = built("backend", changedCode(), { containers: [container({ drift: "rebuilt" })] });
  const edited = built("worker", changedCode(), { containers: [container({ drift: "edited" })] });
  const visited = built("ui", changedCode(), {
    containers: [container(), container({ drift: "rebuilt", oneOff: true })],
  });
  expect(staleImages(stack([rebuilt, edited, visited])).map(({ service: name }) => name)).toEqual([
    "worker",
    "ui",
  ]);
});

test("each is a sentence with the newest file, its age, and how many more there are", () => {
  const many = changedCode({ more: 3 });
  const two = changedCode({ more: 1 });
  const undated = changedCode({ files: [{ file: "/w/src/lib.rs", kind: "removed" }] });
  const shop = stack([built("backend"), built("worker", many), built("ui", undated), built("api", two)]);
  expect(staleText(staleImages(shop), style).split("\n")).toEqual([
    "The image of backend lacks your change in src/main.rs (12 min ago).",
    "The image of worker lacks your changes in src/main.rs (12 min ago) and 3 more files.",
    "The image of ui lacks your change in src/lib.rs.",
    "The image of api lacks your changes in src/main.rs (12 min ago) and 1 more file.",
  ]);
});
