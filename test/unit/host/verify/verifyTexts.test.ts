import { expect, test } from "vitest";
import { isComparable, verifiedChoices, verifiedText } from "../../../../src/host/verify/verifyTexts.ts";
import type { VerifiedFile } from "../../../../src/shared/builds.ts";
import { style } from "../plain.ts";

const HERE = "1a2b3c4d5e6f".padEnd(64, "0");
const THERE = "9f8e7d6c5b4a".padEnd(64, "0");
const names = { style, containerName: (id: string) => `shop-${id}-1` };
const same: VerifiedFile = {
  file: "/w/src/main.rs",
  container: "backend",
  path: "/app/src/main.rs",
  hostHash: HERE,
  containerHash: HERE,
  mounted: false,
};
const differs = { ...same, containerHash: THERE };

test.each<[VerifiedFile, string]>([
  [same, "src/main.rs in shop-backend-1 is the same (SHA-256 1a2b3c4d5e6f)."],
  [
    differs,
    "src/main.rs in shop-backend-1 differs (SHA-256 1a2b3c4d5e6f here, 9f8e7d6c5b4a in the container).",
  ],
  [
    { ...same, mounted: true },
    "shop-backend-1 has src/main.rs through a mount: it is the same file (SHA-256 1a2b3c4d5e6f).",
  ],
])("%#: both hashes are said as far as they go", (file, text) => {
  expect(verifiedText(file, names)).toBe(text);
});

test("a copy that is not there is said, on either side", () => {
  const { containerHash: _there, ...onlyHere } = same;
  const { hostHash: _here, ...onlyThere } = same;
  const { hostHash: _neither, ...nowhere } = onlyHere;
  expect(verifiedText(onlyHere, names)).toBe(
    "shop-backend-1 has no file /app/src/main.rs; here it is SHA-256 1a2b3c4d5e6f.",
  );
  expect(verifiedText(onlyThere, names)).toBe(
    "src/main.rs is in shop-backend-1 and not here (SHA-256 1a2b3c4d5e6f).",
  );
  expect(verifiedText(nowhere, names)).toBe(
    "There is neither src/main.rs here nor /app/src/main.rs in shop-backend-1.",
  );
  expect([same, differs, onlyHere, onlyThere, nowhere].map(isComparable)).toEqual([
    false,
    true,
    false,
    false,
    false,
  ]);
});

test("of several, those that differ stand first", () => {
  const shown = verifiedChoices([same, { ...differs, container: "worker" }], names);
  expect(shown.map(({ label, description }) => [label, description])).toEqual([
    [
      "$(diff) src/main.rs",
      "shop-worker-1 · differs · SHA-256 1a2b3c4d5e6f here, 9f8e7d6c5b4a in the container",
    ],
    ["$(pass) src/main.rs", "shop-backend-1 · same · SHA-256 1a2b3c4d5e6f"],
  ]);
});

test("a file's name draws no icon", () => {
  const [row] = verifiedChoices([{ ...same, file: "/w/src/$(zap).rs" }], names);
  expect(row?.label).toBe("$(pass) src/$ (zap).rs");
});
