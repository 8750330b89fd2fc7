import { expect, test } from "vitest";
import { OutputText } from "../../../../src/host/actions/outputText.ts";

test("tells the last line that says something", () => {
  const text = new OutputText();
  expect(text.lastLine).toBe("");
  text.push(" Container shop-ui-1  Starting\n\n");
  expect(text.lastLine).toBe("Container shop-ui-1  Starting");
  text.push(" Container shop-ui-1  Sta");
  expect(text.lastLine).toBe("Container shop-ui-1  Sta");
  text.push("rted\n");
  expect(text.lastLine).toBe("Container shop-ui-1  Started");
});

test("the command line is not what is going on", () => {
  const text = new OutputText();
  text.push("$ docker compose up\n");
  expect(text.lastLine).toBe("");
});

test("shortens a line that a notification has no room for", () => {
  const text = new OutputText();
  text.push(`${"x".repeat(500)}\n`);
  expect(text.lastLine).toMatch(/^x{79}…$/);
});

test("gives plain text to a channel that draws no colours", () => {
  const text = new OutputText();
  expect(text.push("\x1b[32mdone\x1b[0m\r\nnext\n")).toBe("done\nnext\n");
});
