import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Env } from "../base/which.ts";
import { fileDigest } from "./fileDigest.ts";
import type { ComposeFileSet, ReadResult } from "./model.ts";
import { readTextFile } from "./places/readText.ts";
import { references } from "./references.ts";

/** The profiles that the user chose for a project; `undefined`: none were chosen. */
export type ChosenProfiles = (project: string) => readonly string[] | undefined;

export type Ask = (
  set: ComposeFileSet,
  options: { readonly mayHaveProfiles: boolean; readonly chosen: ChosenProfiles },
  signal: AbortSignal,
) => Promise<ReadResult>;

export interface SetReading {
  /** The set in the reading that Compose took. */
  readonly set: ComposeFileSet;
  readonly result: ReadResult;
  /** Files besides those of the set that it is made from, there or not. */
  readonly inputs: readonly string[];
}

interface Kept {
  readonly reading: SetReading;
  /** Of all files that went into it. */
  readonly digest: string;
  readonly watched: readonly string[];
  /** What was asked about the user's profiles, and the answers, as JSON: project → profiles. */
  readonly choices: ReadonlyMap<string, string>;
}

const MAX_KEPT = 200;

/** Has Compose asked about sets, and not again while nothing changed that goes into the answer. */
export class SetReader {
  readonly #ask: Ask;
  readonly #env: Env;
  readonly #kept = new Map<string, Kept>();

  /** @param env what Compose is run with */
  constructor(ask: Ask, env: Env) {
    this.#ask = ask;
    this.#env = env;
  }

  /** Rejects as {@link Ask} does. */
  async read(set: ComposeFileSet, chosen: ChosenProfiles, signal: AbortSignal): Promise<SetReading> {
    const key = keyOf(set);
    const kept = this.#kept.get(key);
    if (kept && [...kept.choices].every(([project, choice]) => asText(chosen(project)) === choice)) {
      if ((await fileDigest(kept.watched)) === kept.digest) return relabelled(kept.reading, set);
    }
    const files = [...set.files, ...(set.otherwise ?? [])];
    const { paths, mayHaveProfiles } = await references([...new Set(files)], set.projectDir, readTextFile);
    const inputs = [...new Set([...paths, ...this.#envFiles(set)])];
    const watched = [...new Set([...files, ...inputs])];
    // Before Compose reads them: what changes meanwhile is then seen as a change.
    const digest = await fileDigest(watched);
    const choices = new Map<string, string>();
    const noted: ChosenProfiles = (project) => {
      const choice = chosen(project);
      choices.set(project, asText(choice));
      return choice;
    };
    const before = kept?.reading.set.files;
    const options = { mayHaveProfiles, chosen: noted };
    const reading = { ...(await this.#try(set, options, before, signal)), inputs };
    this.#kept.delete(key);
    if (lasts(reading.result)) {
      this.#kept.set(key, { reading, digest, watched, choices });
      for (const oldest of this.#kept.keys()) {
        if (this.#kept.size <= MAX_KEPT) break;
        this.#kept.delete(oldest);
      }
    }
    return reading;
  }

  /** What has changed may be Compose itself. */
  forget(): void {
    this.#kept.clear();
  }

  async #try(
    set: ComposeFileSet,
    options: Parameters<Ask>[1],
    before: readonly string[] | undefined,
    signal: AbortSignal,
  ): Promise<Omit<SetReading, "inputs">> {
    const first = { set, result: await this.#ask(set, options, signal) };
    if (first.result.kind !== "broken" || set.otherwise === undefined) return first;
    const other = otherReading(set, set.otherwise);
    const second = { set: other, result: await this.#ask(other, options, signal) };
    // Where both are refused it stays what it was, so that its last good model does.
    const wasOther = before !== undefined && isDeepStrictEqual(before, other.files);
    return second.result.kind === "ok" || wasOther ? second : first;
  }

  #envFiles({ envFiles, projectDir, runDir }: ComposeFileSet): string[] {
    if (envFiles.length > 0) return [...envFiles];
    const named = (this.#env["COMPOSE_ENV_FILES"] ?? "").split(",").filter(Boolean);
    return named.length > 0
      ? named.map((file) => path.resolve(runDir, file))
      : [path.join(projectDir, ".env")];
  }
}

/** The same set with the other reading's files. */
export function otherReading(set: ComposeFileSet, files: readonly string[]): ComposeFileSet {
  const { otherwise: _otherwise, ...rest } = set;
  return { ...rest, id: files.join("\n"), files };
}

function keyOf(set: ComposeFileSet): string {
  const { label: _label, commands: _commands, origin: _origin, ...asked } = set;
  return JSON.stringify(asked);
}

/** What is not asked of Compose may have changed: its label, its own commands. */
function relabelled(reading: SetReading, { label, commands, origin }: ComposeFileSet): SetReading {
  return { ...reading, set: { ...reading.set, label, commands, origin } };
}

function asText(profiles: readonly string[] | undefined): string {
  return JSON.stringify(profiles ?? null);
}

function lasts(result: ReadResult): boolean {
  return result.kind === "ok" || (result.kind === "broken" && result.passing !== true);
}
