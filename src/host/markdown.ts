/** Text from outside (names, messages of tools) as Markdown that shows it letter by letter. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+\-.!|~$<>&]/g, (character) => (character === "<" ? "&lt;" : `\\${character}`))
    .replace(/\r?\n/g, "  \n");
}

/** A line of a log may be a document by itself; a tooltip is no place to read it. */
const MOST_CHARACTERS = 160;

/** Lines from outside, shown as they are, long ones cut off: a block that nothing in them can end. */
export function codeBlock(lines: readonly string[]): string {
  const shown = lines.map((line) => {
    const text = line.replace(/\p{Cc}/gu, (character) => (character === "\t" ? "  " : ""));
    return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
  });
  const longest = Math.max(
    2,
    ...shown.flatMap((line) => (line.match(/`+/g) ?? []).map(({ length }) => length)),
  );
  const fence = "`".repeat(longest + 1);
  return [`${fence}text`, ...shown, fence].join("\n");
}

/** A link that runs a command when the text is trusted with it. @param target undefined: no argument */
export function commandLink(label: string, command: string, target?: object): string {
  const query = target === undefined ? "" : `?${encodeStrictly(JSON.stringify([target]))}`;
  return `[${label}](command:${command}${query})`;
}

/** A bracket, which `encodeURIComponent` leaves as it is, would end the link: names come from outside. */
function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}
