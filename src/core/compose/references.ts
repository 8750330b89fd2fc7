import type { Source } from "./composeLinks.ts";

/** What the files of a set bring in. */
export interface References {
  /** Absolute paths of files that are included, extended, or filled in from; they need not exist. */
  readonly paths: readonly string[];
  /** False: no file mentions profiles, so that there is nothing to ask about them. */
  readonly mayHaveProfiles: boolean;
}

const MAX_FILES = 100;

/**
 * Reads what Compose would read besides the files it is given: `include`, `extends`, `env_file`, `label_file`. Only to
 * know whose change matters; what they mean is for Compose to say. A path with variables in it, or on another
 * machine, is not followed.
 * @param read the text of a file; `undefined` where there is none to look at
 */
export async function references(
  files: readonly string[],
  projectDir: string,
  read: (file: string) => Promise<string | undefined>,
): Promise<References> {
  const paths = new Set<string>();
  const seen = new Set<string>();
  const waiting: Source[] = files.map((file) => ({ file, dir: projectDir }));
  let mayHaveProfiles = false;
  for (const source of waiting) {
    if (seen.has(source.file)) continue;
    if (seen.size >= MAX_FILES) return { paths: [...paths], mayHaveProfiles: true };
    seen.add(source.file);
    const text = await read(source.file);
    if (text === undefined || /\bprofiles\b/.test(text)) mayHaveProfiles = true;
    if (text === undefined || !/\b(?:include|extends|env_file|label_file)\b/.test(text)) continue;
    // 100 KB of YAML parser that most files do not need.
    const { linksOf } = await import("./composeLinks.ts");
    const links = linksOf(source, text);
    if (links.lost) mayHaveProfiles = true;
    for (const { file } of links.sources) paths.add(file);
    for (const file of links.others) paths.add(file);
    waiting.push(...links.sources);
  }
  return { paths: [...paths].filter((file) => !files.includes(file)), mayHaveProfiles };
}
