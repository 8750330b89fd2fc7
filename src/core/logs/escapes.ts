/**
 * A control sequence (CSI), a string (OSC, DCS, SOS, PM, APC: a title, a link's address), or any other escape
 * sequence, by ECMA-48 and as xterm reads them. No part can match in two ways and no end is required, so that the time
 * is linear in the text, which it is not with Node's `stripVTControlCharacters` (24: 12 s for 300 KB of `ESC ] 8 ; ;`).
 */
const SEQUENCE = new RegExp(
  [
    String.raw`(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?`,
    String.raw`(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u009c|\u001b\\)?`,
    String.raw`\u001b[ -/]*[0-~]?`,
  ].join("|"),
  "g",
);

/** What a terminal would show of a line: without escape sequences, also of those that are cut off at its end. */
export function stripEscapes(text: string): string {
  return text.replace(SEQUENCE, "");
}
