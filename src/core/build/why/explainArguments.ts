import { isSecretName } from "../../base/redact.ts";
import type { ChangedArgument } from "./changedArguments.ts";
import type { Explanation } from "./explanation.ts";
import type { BreakFacts } from "./facts.ts";
import { shortStep } from "./failureReason.ts";

export function byArguments(given: readonly ChangedArgument[]): Explanation {
  const all = given.map(({ name, before, now }) => {
    if (isSecretName(name)) return `${name} has another value`;
    if (now === undefined) return `${name} is not given any more`;
    return before === undefined
      ? `${name} is ${value(now)} and was not given before`
      : `${name} is ${value(now)} and was ${value(before)}`;
  });
  return { kind: "argument", reason: `The build argument ${all.join("; ")}.` };
}

/** Arguments of which only the names are kept. */
export function hiddenArguments(facts: BreakFacts, seen: ReadonlySet<string> | undefined): readonly string[] {
  return Object.entries(facts.arguments).flatMap(([name, given]) =>
    given === "***" && (seen?.has(name) ?? true) ? [name] : [],
  );
}

function value(text: string): string {
  return text === "" ? "empty" : shortStep(text);
}
