import type { Place } from "../../shared/model.ts";
import { isWithoutCompose } from "./failure.ts";
import type { FilesToLink, ReadText } from "./places/linkedFiles.ts";
import { readTextFile } from "./places/readText.ts";

/**
 * The place to show for files that `docker compose config` refused: what {@link locateProblem} finds, else the first
 * file's beginning. `undefined` where the fault is not in the files. Never rejects.
 */
export async function refusalPlace(stderr: string, set: FilesToLink): Promise<Place | undefined> {
  const [first] = set.files;
  if (first === undefined || isWithoutCompose(stderr) || NOT_OF_FILES.test(stderr)) return undefined;
  return (await locateProblem(stderr, set)) ?? { file: first, line: 1, column: 1 };
}

/** The docker command gave up before it called Compose (26.1 and 28.5). */
const NOT_OF_FILES = /unable to resolve docker endpoint|Failed to initialize:/;

/**
 * Where in the files Compose's problem is, as far as that can be made out: the files themselves, and what they bring in
 * by `include`, `extends` and `env_file`. Reads files and starts nothing. Never rejects.
 * @param problem Compose's own words on stderr, or the sentence made of them
 * @param readText the text of a file; `undefined` where it can't be read
 */
export async function locateProblem(
  problem: string,
  set: FilesToLink,
  readText: ReadText = readTextFile,
): Promise<Place | undefined> {
  try {
    // 100 KB of YAML parser that only a broken file needs.
    const { searchProblem } = await import("./places/searchProblem.ts");
    return await searchProblem(problem, set, readText);
  } catch {
    return undefined;
  }
}
