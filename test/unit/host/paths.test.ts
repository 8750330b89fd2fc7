import path from "node:path";
import { expect, test } from "vitest";
import { pathInWorkspace, shortPath } from "../../../src/host/paths.ts";

const home = path.resolve("/home/me");

test("a path in the user's folder is written as its owner would, any other as it is", () => {
  expect(shortPath(path.join(home, "other", "shop"), home)).toBe(path.join("~", "other", "shop"));
  expect(shortPath(home, home)).toBe("~");
  expect(shortPath(`${home}2`, home)).toBe(`${home}2`);
  expect(shortPath(home, "")).toBe(home);
});

test("a file of the workspace is named from its folder, with the folder's name where there are several", () => {
  const shop = path.join(home, "shop");
  const file = path.join(shop, "src", "main.rs");
  expect(pathInWorkspace(file, [shop], home)).toBe(path.join("src", "main.rs"));
  expect(pathInWorkspace(file, [path.join(home, "blog"), shop], home)).toBe(
    path.join("shop", "src", "main.rs"),
  );
  expect(pathInWorkspace(file, [path.join(home, "sho")], home)).toBe(
    path.join("~", "shop", "src", "main.rs"),
  );
});
