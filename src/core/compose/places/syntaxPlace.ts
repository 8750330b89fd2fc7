import type { Place } from "../../../shared/model.ts";
import type { YamlFault, YamlFile } from "./yamlFile.ts";

interface SyntaxProblem {
  /** Compose's, from 1. */
  readonly line?: number;
  readonly message: string;
}

/**
 * Where the YAML is broken: Compose's word against that of the package `yaml`. Compose's parser (go-yaml 3) tells the
 * right line for what its scanner finds; what its parser finds ("did not find expected …") has the line of the mapping
 * or list around it, and one less.
 */
export function syntaxPlace(file: YamlFile, { line, message }: SyntaxProblem): Place | undefined {
  const [fault] = file.faults;
  if (message.startsWith("did not find expected")) {
    const isOpen = /'[\]}]'/.test(message) && fault?.code === "BAD_INDENT" && line !== undefined;
    return (
      (isOpen ? lastBracket(file, line + 1) : undefined) ??
      faultPlace(file, fault) ??
      linePlace(file, line === undefined ? undefined : line + 1)
    );
  }
  // The colon is where Compose noticed; what has none is the line before.
  if (/^mapping values are not allowed/.test(message) && fault?.code === "MULTILINE_IMPLICIT_KEY") {
    return faultPlace(file, fault);
  }
  if (/^found unexpected end of stream/.test(message) && line !== undefined) {
    const quote = lineText(file, line).search(/["']/);
    if (quote >= 0) return { file: file.file, line, column: quote + 1 };
  }
  if (message.startsWith("control characters")) {
    const found = file.text.search(/(?![\t\n\r])\p{Cc}/u);
    return found < 0 ? undefined : file.place(found);
  }
  const faultOfLine = file.faults.find(({ offset }) => file.place(offset).line === line);
  return faultPlace(file, faultOfLine) ?? linePlace(file, line) ?? faultPlace(file, fault);
}

/** The first word of a line; `undefined` where the file has no such line. */
export function linePlace({ file, text }: YamlFile, line: number | undefined): Place | undefined {
  if (line === undefined || line < 1) return undefined;
  const found = text.split("\n")[line - 1];
  if (found === undefined) return undefined;
  return { file, line, column: Math.max(0, found.search(/\S/)) + 1 };
}

export function lineText({ text }: YamlFile, line: number): string {
  return text.split("\n")[line - 1] ?? "";
}

/** The fault itself, or the next word of its line; at the end of a line, the last word before it. */
function faultPlace(file: YamlFile, fault: YamlFault | undefined): Place | undefined {
  if (fault === undefined) return undefined;
  const { text } = file;
  let offset = Math.min(fault.offset, text.length);
  while (text[offset] === " ") offset++;
  if (offset >= text.length || /\s/.test(text.charAt(offset))) {
    const before = text.slice(0, offset).trimEnd().length - 1;
    if (text[offset] !== "\t" && before >= 0) offset = before;
  }
  return file.place(offset);
}

function lastBracket(file: YamlFile, line: number): Place | undefined {
  const text = lineText(file, line);
  const column = Math.max(text.lastIndexOf("["), text.lastIndexOf("{"));
  return column < 0 ? undefined : { file: file.file, line, column: column + 1 };
}
