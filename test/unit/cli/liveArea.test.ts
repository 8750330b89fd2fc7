import { expect, it } from "vitest";
import { LiveArea } from "../../../src/cli/liveArea.ts";

/** What a terminal shows after it was written to: as much of ECMA-48 as is used. */
function screen(text: string): string[] {
  const rows = [""];
  let row = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what is read
  const parts = text.matchAll(/\u001b\[(\d+)A|\u001b\[([2J]K?)|\r|\n|[^\u001b\r\n]+/g);
  for (const [part, up, erase] of parts) {
    if (up !== undefined) row -= Number(up);
    else if (erase === "J") rows.splice(row, rows.length, "");
    else if (erase === "2K") rows[row] = "";
    else if (part === "\n") {
      row += 1;
      rows[row] ??= "";
    } else if (part !== "\r") rows[row] = part;
  }
  return rows;
}

it("writes its lines over, fewer ones too, and leaves nothing behind", () => {
  let [text, columns] = ["before\n", 80];
  const area = new LiveArea(
    (written) => {
      text += written;
    },
    () => columns,
  );
  area.show(["one", "two"]);
  expect(screen(text)).toEqual(["before", "one", "two", ""]);
  area.show(["one again", "two", "three"]);
  expect(screen(text)).toEqual(["before", "one again", "two", "three", ""]);
  columns = 6;
  area.show(["a long line"]);
  expect(screen(text)).toEqual(["before", "a lo…", ""]);
  const written = text.length;
  area.show(["a long line"]);
  expect(text).toHaveLength(written);
  area.clear();
  area.clear();
  expect(screen(text)).toEqual(["before", ""]);
});
