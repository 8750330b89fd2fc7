import type { StackMode, StackState } from "../shared/model.ts";
import { withoutFile } from "../shared/problemText.ts";

/** Why Compose refused sets of files: a sentence each, with the place as terminals make links of it. */
export function problemTexts(stack: StackState): string[] {
  return stack.modes.flatMap((mode) => {
    const text = problemText(mode);
    return text === undefined ? [] : [`${stack.project} (${mode.label}): ${text}`];
  });
}

/** That others use the stack's name; empty where it is alone. */
export function collisionTexts({ project, collidesWith }: StackState): string[] {
  if (collidesWith.length === 0) return [];
  const others = collidesWith.join(", ");
  return [
    `${project}: the project name is also used by what runs from ${others}; Up in one replaces the other. Give one another name (name: in its compose file, or COMPOSE_PROJECT_NAME).`,
  ];
}

function problemText({ problem, problemPlace: place }: StackMode): string | undefined {
  if (problem === undefined || place === undefined) return problem;
  return `${place.file}:${place.line}:${place.column}: ${withoutFile(problem, place)}`;
}
