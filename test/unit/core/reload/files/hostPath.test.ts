import { expect, test } from "vitest";
import { hostPath } from "../../../../../src/core/reload/files/hostPath.ts";

const there =
  (...files: string[]) =>
  async (file: string) =>
    files.includes(file);

test("a source is where it says, if it is there", async () => {
  expect(await hostPath("/home/dev/shop", there("/home/dev/shop"))).toBe("/home/dev/shop");
  expect(await hostPath("/home/dev/shop", there())).toBeUndefined();
  expect(await hostPath("", there(""))).toBeUndefined();
});

test("Docker Desktop's names are translated, where only the translation is there", async () => {
  expect(await hostPath("/host_mnt/Users/ann/shop", there("/Users/ann/shop"))).toBe("/Users/ann/shop");
  expect(await hostPath("/run/desktop/mnt/host/home/ann", there("/home/ann"))).toBe("/home/ann");
  const both = there("/host_mnt/x", "/x");
  expect(await hostPath("/host_mnt/x", both)).toBe("/host_mnt/x");
});
