import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeOptions } from "../../../../src/host/commands/options.ts";

test("what would be asked can be said", () => {
  const all = {
    confirmed: true,
    mode: "dev",
    profiles: ["debug"],
    context: "",
    command: ["ls", "-l"],
    builder: "",
    file: path.resolve("/w/builds.json"),
  };
  expect(decodeOptions(all)).toEqual(all);
  expect(decodeOptions({ profiles: null })).toEqual({ confirmed: false, profiles: null });
  expect(decodeOptions("production")).toEqual({ confirmed: false, mode: "production" });
});

test.each([
  undefined,
  null,
  7,
  // The rows that are selected, as VS Code hands them to a menu's command.
  [{ kind: "stack", stackId: "shop" }],
  { confirmed: "yes", mode: 7, profiles: [7], context: null, command: [] },
  { builder: 7, file: "src/main.rs" },
])("%j says nothing", (value) => {
  expect(decodeOptions(value)).toEqual({ confirmed: false });
});

test("nothing but true is a confirmation", () => {
  fc.assert(
    fc.property(
      fc.anything().filter((value) => value !== true),
      (confirmed) => {
        expect(decodeOptions({ confirmed }).confirmed).toBe(false);
      },
    ),
  );
});
