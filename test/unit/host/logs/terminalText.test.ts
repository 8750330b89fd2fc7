import { expect, test } from "vitest";
import { TerminalText } from "../../../../src/host/logs/terminalText.ts";

const of = (containerId: string, text: string) => ({ kind: "text", containerId, text }) as const;

test("lines end as a terminal wants them", () => {
  const text = new TerminalText();
  expect(text.push(of("a", "one\ntwo\r\nthr"), undefined)).toBe("one\r\ntwo\r\nthr");
  expect(text.push(of("a", "ee\n"), undefined)).toBe("ee\r\n");
});

test("notes stand dimmed on a line of their own, without what a terminal would obey", () => {
  const text = new TerminalText();
  text.push(of("a", "unfinished"), undefined);
  const note = text.push({ kind: "note", text: "shop-a-1\x1b[2J\nstarted" }, undefined);
  expect(note).toBe("\r\n\x1b[0m\x1b[2m── shop-a-1 started ──\x1b[0m\r\n");
});

test("the lines of several containers are told apart, and never mixed", () => {
  const text = new TerminalText();
  const out = [
    text.push(of("a", "first\nhalf of"), "1│"),
    text.push(of("b", "other\n"), "2│"),
    text.push(of("a", " a line\n"), "1│"),
  ].join("");
  const plain = out.replaceAll("\x1b[2m", "").replaceAll("\x1b[0m", "");
  expect(plain).toBe("1│ first\r\n1│ half of\r\n2│ other\r\n1│  a line\r\n");
});

test("a sequence cut by another container's chunk stays a sequence", () => {
  const text = new TerminalText();
  text.push(of("a", "red \x1b]52;c"), undefined);
  text.push(of("b", "x\n"), undefined);
  expect(text.push(of("a", ";AAAA\x07end\n"), undefined)).toBe("end\r\n");
});
