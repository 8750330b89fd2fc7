/** Longer texts are cut: no command line that a person wrote is as long. */
const LONGEST = 16 * 1024;
const TOKEN =
  /(?<comment>#[^\n]*)|(?<redirection>\d*(?:&>>?|>>?|<{1,3})(?:&(?:\d+|-))?)|(?<word>(?:\\[\s\S]|"(?:\\[\s\S]|[^"\\])*"|'[^']*'|[^\s;&|<>()"'\\])+)|(?<operator>[;&|()\n]+)/gu;
const QUOTED = /\\([\s\S])|"((?:\\[\s\S]|[^"\\])*)"|'([^']*)'/gu;
const KEYWORDS: ReadonlySet<string> = new Set([
  "{",
  "}",
  "!",
  "if",
  "then",
  "elif",
  "else",
  "fi",
  "while",
  "until",
  "do",
  "done",
  "time",
]);

/**
 * Splits a shell's text into its simple commands, well enough to see which programs it names: quotes, escapes,
 * operators, redirections, assignments before a command. Nothing is expanded but `$@`, and nothing is ever run.
 *
 * @param parameters what `$@` stands for
 */
export function shellCommands(text: string, parameters: readonly string[] = []): readonly string[][] {
  const commands: string[][] = [];
  let words: string[] = [];
  let isTarget = false;
  for (const { groups } of text
    .slice(0, LONGEST)
    .replace(/\\\r?\n/gu, "")
    .matchAll(TOKEN)) {
    const { redirection, word, operator } = groups ?? {};
    if (operator !== undefined) {
      commands.push(words);
      words = [];
    } else if (word !== undefined && !isTarget) {
      words.push(...(/^"?\$[@*]"?$/u.test(word) ? parameters : [unquoted(word)]));
    }
    isTarget = redirection !== undefined && !/&(?:\d+|-)$/u.test(redirection);
  }
  commands.push(words);
  return commands.map(withoutPrefixes).filter((command) => command.length > 0);
}

function unquoted(word: string): string {
  return word.replace(
    QUOTED,
    (_, escaped: string | undefined, double: string | undefined, single: string | undefined) =>
      escaped ?? single ?? (double ?? "").replace(/\\(["\\$`])/gu, "$1"),
  );
}

function withoutPrefixes(words: readonly string[]): string[] {
  const first = words.findIndex((word) => !KEYWORDS.has(word) && !/^\w+=/u.test(word));
  return first < 0 ? [] : words.slice(first);
}
