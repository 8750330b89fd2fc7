import type { Instruction } from "./dockerfileInstructions.ts";
import { evaluate, type Lookup, shellWords, UNKNOWN } from "./shellWords.ts";

/** What the builder sets by itself (`BUILDPLATFORM`, `TARGETARCH`, …). */
const PLATFORM = /^(?:BUILD|TARGET)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT|STAGE)$/;

export type Values = Readonly<Record<string, string>>;

/** The variables of a stage, as far as they are known. */
export interface Variables {
  readonly env: Map<string, string>;
  readonly args: Map<string, string>;
  /** It begins with an image, which may set others. */
  readonly open: boolean;
}

/** Takes in what an ARG or an ENV sets. */
export function declare(
  { name, rest }: Instruction,
  variables: Variables,
  globals: ReadonlyMap<string, string>,
  given: Values,
): void {
  const { env, args } = variables;
  const lookup = lookupOf(variables);
  if (name === "ENV") {
    // All of them see the values from before.
    const set = assignments(rest, true).map(([key, own = ""]) => [key, evaluate(own, lookup)] as const);
    for (const [key, value] of set) env.set(key, value);
  } else if (name === "ARG") {
    for (const [key, own] of assignments(rest)) {
      const known = given[key] ?? (own === undefined ? globals.get(key) : evaluate(own, lookup));
      args.set(key, known ?? (PLATFORM.test(key) ? UNKNOWN : ""));
    }
  }
}

export function lookupOf({ env, args, open }: Variables): Lookup {
  return (name) => env.get(name) ?? args.get(name) ?? (open ? undefined : "");
}

/** @param old `ENV name value` as well */
export function assignments(
  rest: string,
  old = false,
): (readonly [name: string, value: string | undefined])[] {
  const words = shellWords(rest);
  const [first = ""] = words;
  if (old && !first.includes("=")) return [[first, rest.trim().slice(first.length).trim()]];
  return words.map((word) => {
    const at = word.indexOf("=");
    return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
  });
}
