const MAX_STEP = 80;

/**
 * Why a build failed, as a clause.
 * @param line what BuildKit says in the end, with or without Compose's or buildx's `failed to solve:`
 * @param step the instruction that failed, as far as it is known
 */
export function failureReason(line: string, step?: string): string {
  const solve = line.replace(/^.*?failed to solve: /, "").replace(/^Canceled: /, "");
  const process = /did not complete successfully: (.*)$/s.exec(solve)?.[1];
  if (process !== undefined) return process.replace(/^exit code: (\d+)/, "exit code $1");
  for (const [pattern, say] of REASONS) {
    const match = pattern.exec(solve);
    if (match) return say(match[1] ?? "", match[2] ?? "", step);
  }
  return solve.replace(/\.$/, "");
}

type Say = (first: string, second: string, step: string | undefined) => string;

/** What BuildKit says (0.13 with buildx 0.13, 0.25 with buildx 0.29), and what is said of it. */
const REASONS: readonly (readonly [RegExp, Say])[] = [
  [/failed to read dockerfile: open ([^:]+): no such file/, (file) => `there is no file ${file}`],
  [/target stage "([^"]+)" could not be found/, (stage) => `the Dockerfile has no stage "${stage}"`],
  [/dockerfile parse error on line \d+: (.*)$/, (problem) => problem],
  [
    /failed to calculate checksum of ref \S+: "([^"]+)": not found/,
    (file, _, step) => `${file} was not found${isFromStage(step) ? FROM_STAGE : ""}`,
  ],
  [/failed to walk \S*\/buildkit-mount\d+(\/[^:]*): lstat/, (file) => `${file} was not found${FROM_STAGE}`],
  [
    /^([^:]+(?::[\w.-]+)?): failed to resolve source metadata .*: ([^:]+)$/,
    (image, problem) => `the image ${image} can't be pulled (${problem})`,
  ],
];

const FROM_STAGE = " in the stage that it is copied from";

function isFromStage(step: string | undefined): boolean {
  return step !== undefined && /^(?:COPY|ADD) .*--from=/i.test(step);
}

/** An instruction in one line, cut where it is long. */
export function shortStep(step: string): string {
  const line = step.trim().replace(/\s+/g, " ");
  return line.length <= MAX_STEP ? line : `${line.slice(0, MAX_STEP - 1)}…`;
}
