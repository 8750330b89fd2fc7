/** BuildKit's excerpt of a Dockerfile, whose marked lines are the instruction that failed. */
export interface Excerpt {
  /** `Dockerfile:3`, as it is written. */
  readonly place: string;
  /** The name alone, without its folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly endLine: number;
  /** From 1; of the first marked line. */
  readonly column: number;
  /** The first marked line; with an ellipsis where others follow. Absent where none is marked. */
  readonly step?: string;
}

/**
 * The last excerpt among the lines. Compose puts empty lines between them (2.40), which don't count.
 * ```
 * Dockerfile:8
 * --------------------
 *    8 | >>> COPY payload.bin ./
 * ```
 */
export function readExcerpt(lines: readonly string[]): Excerpt | undefined {
  const said = lines.filter((line) => line.trim() !== "");
  const ruler = said.findLastIndex((line, index) => /^-{20}$/.test(line) && isPlace(said[index - 1]));
  const place = ruler < 1 ? undefined : said[ruler - 1];
  const [, file = "", first = ""] = /^(.*):(\d+)$/.exec(place ?? "") ?? [];
  if (place === undefined) return undefined;
  const marked = said.slice(ruler).flatMap((line) => {
    const [, number, text = ""] = /^ *(\d+) \| >>> ?(.*)$/.exec(line) ?? [];
    return number === undefined ? [] : [{ line: Number(number), text }];
  });
  const [mark] = marked;
  const text = marked.length > 1 ? mark?.text.replace(/\s*\\?$/, " …") : mark?.text;
  return {
    place,
    file,
    line: Number(first),
    endLine: marked.at(-1)?.line ?? Number(first),
    column: mark === undefined ? 1 : mark.text.length - mark.text.trimStart().length + 1,
    ...(text === undefined ? {} : { step: text }),
  };
}

function isPlace(line: string | undefined): boolean {
  return line !== undefined && /^\S.*:\d{1,9}$/.test(line);
}
