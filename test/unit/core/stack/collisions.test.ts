import { describe, expect, test } from "vitest";
import { collisions } from "../../../../src/core/stack/collisions.ts";
import { container, loose } from "./containers.ts";
import { FOLDER, set } from "./sets.ts";

const dev = set("docker-compose.dev.yml");
const from = (workingDir: string) => container({ labels: { workingDir } });

describe("a project's name", () => {
  test("is its own where all was made in its folder", () => {
    expect(collisions([FOLDER], [dev], [container(), from(FOLDER), from(`${FOLDER}/deep/er`)])).toEqual([]);
  });

  test("is its own where Compose did not say where a container was made", () => {
    expect(collisions([FOLDER], [dev], [from(""), loose("web")])).toEqual([]);
  });

  test("is also that of other folders' containers, each told once, in order", () => {
    const strangers = [from("/srv/shop"), from("/home/dev/shop-2"), from("/srv/shop")];
    expect(collisions([FOLDER], [dev], [container(), ...strangers])).toEqual([
      "/home/dev/shop-2",
      "/srv/shop",
    ]);
  });

  test("is its own in a folder outside of the workspace that its files belong to", () => {
    const outside = set("compose.yml", { projectDir: "/srv/infra" });
    expect(collisions([FOLDER], [outside], [from("/srv/infra")])).toEqual([]);
  });

  test("is told with both folders where two of the workspace declare it", () => {
    const other = set("compose.yml", { projectDir: "/home/dev/fork" });
    expect(collisions([FOLDER, "/home/dev/fork"], [dev, other], [])).toEqual(["/home/dev/fork", FOLDER]);
  });

  test("may be given to several sets of files of one folder: those are its modes", () => {
    const root = set("compose.yml", { projectDir: FOLDER });
    expect(collisions([FOLDER], [dev, root], [container()])).toEqual([]);
  });
});
