import { describe, expect, test } from "vitest";
import { drift } from "../../../../src/core/stack/drift.ts";
import { container, loose } from "./containers.ts";
import { FOLDER, service, set } from "./sets.ts";

const dev = set("docker-compose.dev.yml");

describe("a container was made from what its files say now", () => {
  test("where Compose's hash is the same", () => {
    expect(drift(container(), service("backend", { hash: "h" }), dev)).toBeUndefined();
  });

  test("not where it is another", () => {
    expect(drift(container(), service("backend", { hash: "other" }), dev)).toBe("edited");
  });

  test.each([
    ["Compose could not tell the hash", container(), service("backend"), dev],
    [
      "the container has none",
      container({ labels: { configHash: "" } }),
      service("backend", { hash: "other" }),
      dev,
    ],
    ["it was made from other files", container(), service("backend", { hash: "other" }), set("compose.yml")],
    ["no files are known", container(), undefined, undefined],
    ["it is a visitor", container({ oneOff: true }), service("backend", { hash: "other" }), dev],
  ])("is not doubted where %s", (_why, one, declaration, mode) => {
    expect(drift(one, declaration, mode)).toBeUndefined();
  });
});

test("a container that was made before an override file was written is compared with both files", () => {
  const base = `${FOLDER}/docker/compose.yaml`;
  const both = set("compose.yaml", { files: [base, `${FOLDER}/docker/compose.override.yaml`] });
  const before = container({ labels: { configFiles: [base] } });
  expect(drift(before, service("backend", { hash: "other" }), both)).toBe("edited");
});

describe("a container runs the image that its name stands for", () => {
  test("where that is the one that Compose made it from", () => {
    expect(drift(container({ namedImageId: "sha256:0" }), service("backend"), dev)).toBeUndefined();
  });

  test("not where that is another by now, whatever its files are", () => {
    const rebuilt = container({ namedImageId: "sha256:1" });
    expect(drift(rebuilt, service("backend"), dev)).toBe("rebuilt");
    expect(drift(rebuilt, undefined, undefined)).toBe("rebuilt");
  });

  test("by what Compose wrote on it, and where it wrote nothing, by what it runs", () => {
    const multiPlatform = { imageId: "sha256:platform", labels: { image: "sha256:index" } };
    expect(drift(container({ ...multiPlatform, namedImageId: "sha256:index" }), undefined, undefined)).toBe(
      undefined,
    );
    const unlabelled = { imageId: "sha256:0", labels: { image: "" } };
    expect(
      drift(container({ ...unlabelled, namedImageId: "sha256:0" }), undefined, undefined),
    ).toBeUndefined();
    expect(drift(container({ ...unlabelled, namedImageId: "sha256:1" }), undefined, undefined)).toBe(
      "rebuilt",
    );
  });

  test.each([
    ["the name stands for none, or was not asked about", container(), service("backend")],
    ["Compose did not make it", loose("web", { namedImageId: "sha256:1" }), undefined],
    ["it is a visitor", container({ oneOff: true, namedImageId: "sha256:1" }), service("backend")],
    [
      "its files do not name it any more, so that Up leaves it",
      container({ namedImageId: "sha256:1" }),
      undefined,
    ],
  ])("is not doubted where %s", (_why, one, declaration) => {
    expect(drift(one, declaration, dev)).toBeUndefined();
  });
});

test("what is edited and rebuilt is told as edited", () => {
  const both = container({ namedImageId: "sha256:1" });
  expect(drift(both, service("backend", { hash: "other" }), dev)).toBe("edited");
});
