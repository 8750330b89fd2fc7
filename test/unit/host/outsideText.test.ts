import { expect, test } from "vitest";
import { withoutIcons, withoutLinks } from "../../../src/host/outsideText.ts";

test("what would be drawn as an icon is shown as it is written", () => {
  expect(withoutIcons("COPY $(zap) $(zap) $HOME (a)")).toBe("COPY $ (zap) $ (zap) $HOME (a)");
});

test("what would be a link is shown as it is written", () => {
  expect(withoutLinks("#5 [1/2] RUN [a](command:b) [c](https://d)")).toBe(
    "#5 [1/2] RUN [a] (command:b) [c] (https://d)",
  );
});
