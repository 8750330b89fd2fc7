import { describe, expect, test } from "vitest";
import type { ContainerMount } from "../../../../../src/core/engine/container.ts";
import { type Bind, Scope } from "../../../../../src/core/reload/files/scope.ts";

const bind = (host: string, target: string, isFile = false): Bind => ({ host, real: host, target, isFile });
const volume = (target: string): ContainerMount => ({ kind: "volume", source: "v", target, readOnly: false });

function scope(binds: readonly Bind[], others: readonly ContainerMount[] = []): Scope {
  const mounts = binds.map(
    ({ host, target }): ContainerMount => ({ kind: "bind", source: host, target, readOnly: false }),
  );
  return new Scope({ mounts: [...mounts, ...others], binds, rules: undefined, context: undefined });
}

const placesOf = (one: Scope, file: string) => one.views(file).map((view) => view.path);

describe("what a container has of this machine", () => {
  const nested = scope(
    [
      bind("/home/dev/shop", "/app"),
      bind("/home/dev/lib", "/app/lib"),
      bind("/home/dev/one.rs", "/app/one.rs", true),
    ],
    [volume("/app/data")],
  );

  test("there and back", () => {
    for (const [file, place] of [
      ["/home/dev/shop/src/main.rs", "/app/src/main.rs"],
      ["/home/dev/shop", "/app"],
      ["/home/dev/lib/a.rs", "/app/lib/a.rs"],
      ["/home/dev/one.rs", "/app/one.rs"],
    ] as const) {
      expect(placesOf(nested, file)).toEqual([place]);
      expect(nested.hostOf(place)).toBe(file);
    }
  });

  test("what is mounted over something hides it", () => {
    for (const file of ["lib/a.rs", "data/x", "data", "one.rs"]) {
      expect(placesOf(nested, `/home/dev/shop/${file}`)).toEqual([]);
    }
    expect(nested.hostOf("/app/data/x")).toBeUndefined();
    expect(nested.hostOf("/etc/passwd")).toBeUndefined();
  });

  test("a name that only begins like a mount's is another one", () => {
    expect(placesOf(nested, "/home/dev/shopping/a.rs")).toEqual([]);
    expect(nested.hostOf("/application")).toBeUndefined();
    expect(nested.mountOf("/app/libs")?.target).toBe("/app");
  });

  test("one folder at two places is at both", () => {
    const twice = scope([bind("/src", "/a"), bind("/src", "/b")]);
    expect(placesOf(twice, "/src/x")).toEqual(["/a/x", "/b/x"]);
  });

  test("a whole machine's root", () => {
    const root = scope([bind("/", "/host")]);
    expect(placesOf(root, "/etc/x")).toEqual(["/host/etc/x"]);
    expect(root.hostOf("/host/etc/x")).toBe("/etc/x");
    expect(root.hostOf("/host")).toBe("/");
  });

  test("a path without symbolic links is named as the mount names it", () => {
    const linked = scope([{ ...bind("/home/dev/shop", "/app"), real: "/data/shop" }]);
    expect(linked.named("/data/shop/src/a.rs")).toBe("/home/dev/shop/src/a.rs");
    expect(linked.named("/data/other")).toBe("/data/other");
  });
});
