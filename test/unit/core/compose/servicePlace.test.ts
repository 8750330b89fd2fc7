import path from "node:path";
import { describe, expect, it } from "vitest";
import { locateService } from "../../../../src/core/compose/servicePlace.ts";

/** The service web in files of these names and texts; `given` are those that Compose is told. */
function locate(texts: Readonly<Record<string, string>>, given: readonly string[] = ["compose.yaml"]) {
  const files = given.map((name) => path.join("/shop", name));
  const readText = async (file: string) => texts[path.relative("/shop", file)];
  return locateService("web", { files, projectDir: "/shop" }, readText);
}

describe("the place of a service", () => {
  it("is its key in the file that declares it", async () => {
    const text = "name: shop\nservices:\n  db:\n    image: db\n  # the page\n  web:\n    image: web\n";
    expect(await locate({ "compose.yaml": text })).toEqual({
      file: "/shop/compose.yaml",
      line: 6,
      column: 3,
    });
  });

  it("is in the base file, where an override has it too", async () => {
    const texts = {
      "compose.yaml": "services:\n  web: { image: web }\n",
      "compose.override.yaml": "services:\n  db: { image: db }\n  web: { ports: ['80'] }\n",
    };
    expect(await locate(texts, ["compose.yaml", "compose.override.yaml"])).toMatchObject({
      file: "/shop/compose.yaml",
      line: 2,
    });
    const onlyThere = { ...texts, "compose.yaml": "services: {}\n" };
    expect(await locate(onlyThere, ["compose.yaml", "compose.override.yaml"])).toMatchObject({
      file: "/shop/compose.override.yaml",
      line: 3,
    });
  });

  it("is in a file that is included, in the short form and the long, however deep", async () => {
    const included = "services:\n  web: { image: web }\n";
    expect(
      await locate({ "compose.yaml": "include: [ui/compose.yaml]\n", "ui/compose.yaml": included }),
    ).toEqual({ file: "/shop/ui/compose.yaml", line: 2, column: 3 });
    expect(
      await locate({
        "compose.yaml": "include:\n  - path: [a.yaml, ui/b.yaml]\n",
        "ui/b.yaml": "include: [c.yaml]\n",
        "ui/c.yaml": included,
      }),
    ).toMatchObject({ file: "/shop/ui/c.yaml", line: 2 });
  });

  it("is not the service that it extends, or another one of its name elsewhere", async () => {
    const texts = {
      "compose.yaml": "services:\n  ui:\n    extends: { file: common.yaml, service: web }\n",
      "common.yaml": "services:\n  web: { image: web }\n",
    };
    expect(await locate(texts)).toBeUndefined();
    const own = "services:\n  web:\n    extends: { file: common.yaml, service: web }\n";
    expect(await locate({ ...texts, "compose.yaml": own })).toMatchObject({
      file: "/shop/compose.yaml",
      line: 2,
    });
  });

  it("is found by an anchor's merge, a quoted name, and in a file that is broken further down", async () => {
    const merged = "x-all: &all\n  web: { image: web }\nservices:\n  <<: *all\n";
    expect(await locate({ "compose.yaml": merged })).toMatchObject({ line: 2, column: 3 });
    expect(await locate({ "compose.yaml": 'services: { "web": { image: web } }\n' })).toMatchObject({
      line: 1,
      column: 13,
    });
    const broken = "services:\n  web:\n    image: web\n  db:\n    image: [\n";
    expect(await locate({ "compose.yaml": broken })).toMatchObject({ line: 2, column: 3 });
  });

  it("is unknown where no file has it, or none can be read", async () => {
    expect(await locate({ "compose.yaml": "services:\n  webs: {}\nx-web: {}\nweb: {}\n" })).toBeUndefined();
    expect(await locate({})).toBeUndefined();
    expect(await locate({ "compose.yaml": "[".repeat(20_000) })).toBeUndefined();
  });

  it("does not go in circles", async () => {
    const text =
      "include: [compose.yaml, b.yaml]\nservices:\n  ui: { extends: { file: b.yaml, service: ui } }\n";
    expect(await locate({ "compose.yaml": text, "b.yaml": text })).toBeUndefined();
  });
});
