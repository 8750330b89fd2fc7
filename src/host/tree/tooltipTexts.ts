import { codeBlock, escapeMarkdown } from "../markdown.ts";

/** The paragraphs of a tooltip, the first in bold; absent ones are left out. */
export type TooltipTexts = readonly TooltipText[];
type TooltipText = string | { readonly code: readonly string[] } | undefined;

export function toMarkdown(texts: TooltipTexts): string {
  const [first = "", ...rest] = texts
    .filter((text) => text !== undefined)
    .map((text) => (typeof text === "string" ? escapeMarkdown(text) : codeBlock(text.code)));
  return [`**${first}**`, ...rest].join("\n\n");
}
