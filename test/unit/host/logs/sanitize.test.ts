import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AnsiFilter } from "../../../../src/host/logs/sanitize.ts";

const keep = (...chunks: string[]) => {
  const filter = new AnsiFilter("keep");
  return chunks.map((chunk) => filter.push(chunk)).join("");
};
const COLOUR = new RegExp(`${String.fromCharCode(0x1b)}\\[[\\d;:]*m`, "g");
const drop = (text: string) => new AnsiFilter("drop").push(text);

/** Text in which terminal sequences, whole and broken, are frequent. */
const logText = fc
  .array(
    fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom(
        ..."\x1b \x1b[ \x1b] \x1bP \x07 \x1b\\ \x18 \x9b \x9d \x9c [ ] m ; : ? > 31 1 H J 52;c; \n \r \t \x7f".split(
          " ",
        ),
      ),
    ),
  )
  .map((parts) => parts.join(""));

describe("what a log can do to the terminal", () => {
  test.each([
    ["clear the screen", "a\x1b[2Jb"],
    ["move the cursor", "a\x1b[3;4Hb"],
    ["leave the scrollback", "a\x1b[?1049hb"],
    ["set the title", "a\x1b]0;gotcha\x07b"],
    ["write the clipboard", "a\x1b]52;c;cm0gLXJm\x1b\\b"],
    ["write the clipboard, by 8-bit controls", "a\x9d52;c;cm0gLXJm\x9cb"],
    ["make a link", "a\x1b]8;;file:///etc/passwd\x1b\\b"],
    ["send a device control string", 'a\x1bP$q"p\x1b\\b'],
    ["ask the terminal for an answer", "a\x1b[6nb"],
    ["change how keys are sent", "a\x1b[>4;2mb"],
    ["reset the terminal", "a\x1bcb"],
    ["change the character set", "a\x1b(0b"],
    ["ring the bell", "a\x07b"],
    ["go back over what was said", "a\b\bb"],
  ])("it can't %s", (_, text) => {
    expect(keep(text)).toBe("ab");
  });

  test("it can colour its text", () => {
    const text = "\x1b[1;31merror\x1b[0m \x1b[38;2;1;2;3mtrue\x1b[m \x1b[4:3mcurly";
    expect(keep(text)).toBe(text);
  });

  test("it can't hide the lines after a sequence that never ends", () => {
    expect(keep("a\x1b]0;never\nnext\n\x1bPq\nlast\x1b[31\nend")).toBe("a\nnext\n\nlast\nend");
  });

  test("colours are left out where none are drawn", () => {
    expect(drop("\x1b[31mred\x1b[0m\tand\r\nnot")).toBe("red\tand\r\nnot");
  });

  test("a colour with too many parameters is none", () => {
    expect(keep(`a\x1b[${"1;".repeat(100)}mb`)).toBe("ab");
  });
});

test("wherever the chunks are cut, the text is the same", () => {
  fc.assert(
    fc.property(logText, fc.array(fc.nat(), { maxLength: 6 }), (text, cuts) => {
      const places = cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b);
      const chunks = [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
      expect(chunks.join("")).toBe(text);
      expect(keep(...chunks)).toBe(keep(text));
    }),
  );
});

test("nothing is left but printable text, line ends, tabs and colours", () => {
  fc.assert(
    fc.property(logText, (text) => {
      const rest = keep(text).replace(COLOUR, "");
      expect(rest).not.toMatch(/[^\P{Cc}\n\r\t]/u);
    }),
  );
});

test("what is clean stays as it is", () => {
  fc.assert(
    fc.property(logText, (text) => {
      expect(keep(keep(text))).toBe(keep(text));
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      fc.pre(!/\p{Cc}/u.test(text));
      expect(keep(text)).toBe(text);
    }),
  );
});
