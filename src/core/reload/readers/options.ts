/** What a tool's command line may have; names are as they are written: `-w`, `--watch`. */
export interface OptionSpec {
  readonly flags: readonly string[];
  /** With a value of their own: `-w src`, `-wsrc`, `--watch src`, `--watch=src`. */
  readonly valued: readonly string[];
  /** With a value where it is written with `=`, or where the next word looks like one. */
  readonly optional?: Readonly<Record<string, RegExp>>;
  /** Options may follow words that are none. */
  readonly interspersed?: boolean;
}

export interface Options {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** What is no option, and all after `--`. */
  readonly rest: readonly string[];
  /** It has options that the spec does not name. */
  readonly unknown: boolean;
}

/**
 * Reads the options of a tool's command line as clap does (2 to 4): short ones may stand together. Options end at
 * `--` and at the first word that is none.
 */
export function readOptions(words: readonly string[], spec: OptionSpec): Options {
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  let unknown = false;
  let at = 0;
  const give = (name: string, value: string): void => {
    values.set(name, [...(values.get(name) ?? []), value]);
  };
  for (; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--") {
      at++;
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      if (spec.interspersed !== true) break;
      rest.push(word);
      continue;
    }
    const equals = word.indexOf("=");
    const name = equals < 0 ? word : word.slice(0, equals);
    if (spec.valued.includes(name)) give(name, equals < 0 ? (words[++at] ?? "") : word.slice(equals + 1));
    else if (spec.optional?.[name] !== undefined) {
      const takes = equals < 0 && spec.optional[name].test(words[at + 1] ?? "");
      give(name, takes ? (words[++at] ?? "") : word.slice(equals < 0 ? word.length : equals + 1));
    } else if (spec.flags.includes(word)) flags.add(word);
    else if (!word.startsWith("--")) {
      const taken = readCluster(word, words[at + 1], spec);
      for (const flag of taken.flags) flags.add(flag);
      for (const [option, value] of taken.values) give(option, value);
      if (taken.tookNext) at++;
      unknown ||= taken.unknown;
    } else unknown = true;
  }
  return { flags, values, rest: [...rest, ...words.slice(at)], unknown };
}

interface Cluster {
  readonly flags: readonly string[];
  readonly values: readonly (readonly [string, string])[];
  readonly tookNext: boolean;
  readonly unknown: boolean;
}

/** `-qc`, `-qx run`, `-xrun`, `-x=run`. */
function readCluster(word: string, next: string | undefined, spec: OptionSpec): Cluster {
  const flags: string[] = [];
  for (let index = 1; index < word.length; index++) {
    const name = `-${word.charAt(index)}`;
    const after = word.slice(index + 1);
    const optional = spec.optional?.[name];
    if (spec.valued.includes(name) || (optional !== undefined && after !== "" && !/^[a-zA-Z]/.test(after))) {
      const value = after === "" ? (next ?? "") : after.replace(/^=/, "");
      return { flags, values: [[name, value]], tookNext: after === "", unknown: false };
    }
    if (optional !== undefined && after === "") {
      const tookNext = optional.test(next ?? "");
      return { flags, values: [[name, tookNext ? (next ?? "") : ""]], tookNext, unknown: false };
    }
    if (optional === undefined && !spec.flags.includes(name))
      return { flags, values: [], tookNext: false, unknown: true };
    flags.push(name);
  }
  return { flags, values: [], tookNext: false, unknown: false };
}

/** All values that were given to any of the names. */
export function valuesOf({ values }: Options, ...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => values.get(name) ?? []);
}

export function hasAny({ flags, values }: Options, ...names: readonly string[]): boolean {
  return names.some((name) => flags.has(name) || values.has(name));
}
