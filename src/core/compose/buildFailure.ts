const MAX_STEP = 80;

/**
 * What a failed build says: the step, its line in the Dockerfile where BuildKit told it (buildx 0.13 and 0.29 do,
 * Compose 2.26 by itself does not), and the reason. `undefined` where `last` is not the end of a build.
 * @param last the line that ends the output
 * @param lines the whole output
 */
export function buildFailure(last: string, lines: readonly string[]): string | undefined {
  const reason = buildReason(last);
  if (reason === undefined) return undefined;
  const { place, step } = failedStep(lines);
  const where = [place, step].filter((part) => part !== undefined).join(": ");
  return where === "" ? `The build failed: ${reason}.` : `The build failed at ${where}: ${reason}.`;
}

function buildReason(last: string): string | undefined {
  // A heredoc puts line ends into the quoted command: its last line may hold the end of the sentence only.
  const exit = /did not complete successfully: exit code: (\d+)$/.exec(last);
  if (exit) return `exit code ${exit[1]}`;
  const solve = /(?:^|: )failed to solve: (.*)$/.exec(last)?.[1];
  if (solve === undefined) return undefined;
  for (const [pattern, say] of REASONS) {
    const match = pattern.exec(solve);
    if (match) return say(match[1] ?? "", match[2] ?? "");
  }
  return solve.replace(/\.$/, "");
}

const REASONS: readonly (readonly [RegExp, (first: string, second: string) => string])[] = [
  [/failed to read dockerfile: open ([^:]+): no such file/, (file) => `there is no file ${file}`],
  [/target stage "([^"]+)" could not be found/, (stage) => `the Dockerfile has no stage "${stage}"`],
  [/dockerfile parse error on line \d+: (.*)$/, (problem) => problem],
  [/failed to calculate checksum of ref \S+: "([^"]+)": not found/, (file) => `${file} was not found`],
  [
    /failed to walk \S*\/buildkit-mount\d+(\/[^:]*): lstat/,
    (file) => `${file} was not found in the stage that it is copied from`,
  ],
  [
    /^([^:]+(?::[\w.-]+)?): failed to resolve source metadata .*: ([^:]+)$/,
    (image, problem) => `the image ${image} can't be pulled (${problem})`,
  ],
];

/**
 * ```
 * Dockerfile:8
 * --------------------
 *    8 | >>> COPY payload.bin ./
 * ```
 * and ` > [builder 2/2] RUN …:` above it, in which the command stands in one line.
 */
function failedStep(lines: readonly string[]): { place?: string; step?: string } {
  const said = lines.filter((line) => line !== "");
  const ruler = said.findLastIndex((line, index) => /^-{20}$/.test(line) && isPlace(said[index - 1]));
  const place = ruler < 1 ? undefined : said[ruler - 1];
  const header = said.map((line) => /^ > \[([^\]]+)\] (.*):$/.exec(line)).findLast((match) => match);
  const step = stepOf(header) ?? (place === undefined ? undefined : markedStep(said.slice(ruler)));
  return { ...(place === undefined ? {} : { place }), ...(step === undefined ? {} : { step: cut(step) }) };
}

function isPlace(line: string | undefined): boolean {
  return line !== undefined && /^\S.*:\d+$/.test(line);
}

/** `[internal] load metadata …` is BuildKit's own, not a step of the Dockerfile. */
function stepOf(header: RegExpExecArray | null | undefined): string | undefined {
  return header?.[1]?.endsWith("internal") ? undefined : header?.[2];
}

/** The first of the marked lines, which are the instruction as it is written. */
function markedStep(lines: readonly string[]): string | undefined {
  const marked = lines.flatMap((line) => /^ *\d+ \| >>> (.*)$/.exec(line)?.[1] ?? []);
  return marked.length > 1 ? marked[0]?.replace(/\s*\\?$/, " …") : marked[0];
}

function cut(step: string): string {
  const line = step.trim().replace(/\s+/g, " ");
  return line.length <= MAX_STEP ? line : `${line.slice(0, MAX_STEP - 1)}…`;
}
