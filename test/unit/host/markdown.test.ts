import { expect, test } from "vitest";
import { codeBlock, commandLink, escapeMarkdown } from "../../../src/host/markdown.ts";

test("a link's target can't end the link, and is read as it was", () => {
  const target = { stackId: "a)](command:x) 'b'*" };
  const link = commandLink("Up", "devloop.up", target);
  const [, query = ""] = /^\[Up\]\(command:devloop\.up\?([^()'*\s]+)\)$/.exec(link) ?? [];
  expect(JSON.parse(decodeURIComponent(query))).toEqual([target]);
});

test("text from outside stays text", () => {
  expect(escapeMarkdown("ux_loose__one [x](command:y) <b> $(zap)")).toBe(
    "ux\\_loose\\_\\_one \\[x\\]\\(command:y\\) &lt;b\\> \\$\\(zap\\)",
  );
});

test("a block is ended by nothing in it, and is no wider than a tooltip", () => {
  expect(codeBlock(["a", "````", "\tb\u001b"])).toBe("`````text\na\n````\n  b\n`````");
  expect(codeBlock(["x".repeat(1_000)]).split("\n")[1]).toBe(`${"x".repeat(160)}…`);
});
