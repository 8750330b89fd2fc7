import { readExcerpt } from "../build/why/excerpt.ts";
import { failureReason, shortStep } from "../build/why/failureReason.ts";

/**
 * What a failed build says: the step, its line in the Dockerfile where BuildKit told it (buildx 0.13 and 0.29 do,
 * Compose 2.26 by itself does not), and the reason. `undefined` where `last` is not the end of a build.
 * @param last the line that ends the output
 * @param lines the whole output
 */
export function buildFailure(last: string, lines: readonly string[]): string | undefined {
  // What is waited for is a remote builder, for 20 s (buildx 0.13 and 0.29).
  if (last === "context deadline exceeded" && lines.some((line) => /\bwaiting for connection\b/.test(line)))
    return "The builder does not answer: start it, or choose another one (the setting devloop.build.builder).";
  // A heredoc puts line ends into the quoted command: its last line may hold the end of the sentence only.
  if (!/did not complete successfully: exit code: \d+$|(?:^|: )failed to solve: /.test(last))
    return undefined;
  const excerpt = readExcerpt(lines);
  const step = failedStep(lines) ?? excerpt?.step;
  const reason = failureReason(last, step);
  const where = [excerpt?.place, step === undefined ? undefined : shortStep(step)]
    .filter((part) => part !== undefined)
    .join(": ");
  return where === "" ? `The build failed: ${reason}.` : `The build failed at ${where}: ${reason}.`;
}

/** ` > [builder 2/2] RUN …:` above the excerpt, in which the command stands in one line. */
function failedStep(lines: readonly string[]): string | undefined {
  const header = lines.map((line) => /^ > \[([^\]]+)\] (.*):$/.exec(line)).findLast((match) => match);
  // `[internal] load metadata …` is BuildKit's own, not a step of the Dockerfile.
  return header?.[1]?.endsWith("internal") ? undefined : header?.[2];
}
