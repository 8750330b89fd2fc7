/** What an earlier version may have remembered, or a broken store: only lists of words by names of stacks. */
export function decodeLists(value: unknown): Record<string, readonly string[]> {
  if (typeof value !== "object" || value === null) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, string[]] => isWords(entry[1]));
  return Object.fromEntries(entries);
}

export function isWords(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((word) => typeof word === "string");
}
