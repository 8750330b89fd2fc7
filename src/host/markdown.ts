/** Text from outside (names, messages of tools) as Markdown that shows it letter by letter. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+\-.!|~$<>&]/g, (character) => (character === "<" ? "&lt;" : `\\${character}`))
    .replace(/\r?\n/g, "  \n");
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
