import type { Instruction } from "../dockerfile/dockerfileInstructions.ts";
import type { Stage } from "../dockerfile/dockerfileStages.ts";
import { fits } from "./findInstruction.ts";

/**
 * The first instruction that names an image: FROM, `COPY --from`, `RUN --mount=…,from=`.
 * @param image as BuildKit tells it, values put in
 */
export function findImage(stages: readonly Stage[], image: string): Instruction | undefined {
  const begun = stages.find(({ base }) => base === image)?.instructions[0];
  if (begun !== undefined) return begun;
  // A value that was given takes the place of an argument's default.
  return stages
    .flatMap(({ instructions }) => instructions)
    .find((instruction) => namedIn(instruction).some((name) => fits(name, image)));
}

function namedIn({ name, rest }: Instruction): readonly string[] {
  if (name === "FROM")
    return rest
      .split(/\s+/)
      .filter((word) => !/^(?:--|$)/.test(word))
      .slice(0, 1);
  return [...rest.matchAll(/(?:^| )--(?:from=|mount=\S*\bfrom=)([^\s,]+)/g)].map(([, from = ""]) => from);
}
