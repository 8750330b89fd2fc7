import type { Place } from "./model.ts";

/** A problem's words without the file that they begin with, for where the file is said anyway. */
export function withoutFile(problem: string, { file }: Place): string {
  return problem.startsWith(`${file}: `) ? problem.slice(file.length + 2).trimStart() : problem;
}
