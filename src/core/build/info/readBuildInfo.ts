import type { BuildInfo } from "../../../shared/builds.ts";
import { readAnswer } from "./answer.ts";
import { ask } from "./ask.ts";
import { commitOf, type GitPorts, type Head, headOf } from "./git.ts";
import { type Commit, type Told, told } from "./names.ts";

export interface BuildInfoFacts {
  /** The image's. */
  readonly labels: Readonly<Record<string, string>>;
  /** The container's, as far as their names are those of commits and dates. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the user says that the service tells it. */
  readonly address?: string;
  /** The build's; absent: then there is nothing to compare with. */
  readonly context?: string;
}

interface Source extends Told {
  readonly from: BuildInfo["from"];
}

/**
 * What an image says of the commit that it was built from, against the commit that its context is at: what names a
 * commit first of the address, the variables and the labels; where none does, the first date.
 *
 * A label counts only with a commit that the context's repository has: an image inherits those of the image that it is
 * built from, which are of another one. `sameCommit` is said only where it can be told: true while neither
 * the image nor the context is dirty; false where the repository has the image's commit, and is at another one.
 *
 * @returns `undefined`: nothing is said. Rejects only as the signal aborts.
 */
export async function readBuildInfo(
  { labels, environment, address, context }: BuildInfoFacts,
  ports: GitPorts,
  signal: AbortSignal,
): Promise<BuildInfo | undefined> {
  const answer = address === undefined ? undefined : await ask(address, signal);
  const sources: readonly Source[] = [
    { from: "address", ...readAnswer(answer ?? "") },
    { from: "variable", ...told(new Map(Object.entries(environment))) },
    { from: "label", ...told(new Map(Object.entries(labels))) },
  ];
  // Of most images nothing is said, and then no process has to be started.
  if (sources.every(({ commit, date }) => commit === undefined && date === undefined)) return undefined;
  const head = context === undefined ? undefined : await headOf(context, ports, signal);
  for (const source of sources) {
    const { from, commit } = source;
    if (commit === undefined) continue;
    const relation = await relate(commit, head, context, ports, signal);
    signal.throwIfAborted();
    if (from !== "label" || relation !== "unknown") return toInfo(source, head, relation);
  }
  signal.throwIfAborted();
  const dated = sources.find(({ from, date }) => from !== "label" && date !== undefined);
  return dated && toInfo({ from: dated.from, date: dated.date ?? "" }, head, "unknown");
}

/** Of an image's commit to the one that the repository is at. */
type Relation = "same" | "other" | "unknown";

async function relate(
  { id }: Commit,
  head: Head | undefined,
  context: string | undefined,
  ports: GitPorts,
  signal: AbortSignal,
): Promise<Relation> {
  if (head === undefined || context === undefined) return "unknown";
  if (head.commit === id) return "same";
  const known = await commitOf(context, id, ports, signal);
  if (known === undefined) return "unknown";
  return known === head.commit ? "same" : "other";
}

function toInfo({ from, commit, date }: Source, head: Head | undefined, relation: Relation): BuildInfo {
  const isClean = commit?.dirty === false && head?.dirty === false;
  return {
    from,
    ...(commit === undefined ? {} : { commit: commit.dirty ? `${commit.id}-dirty` : commit.id }),
    ...(date === undefined ? {} : { date }),
    ...(relation === "other" ? { sameCommit: false } : {}),
    ...(relation === "same" && isClean ? { sameCommit: true } : {}),
    ...(head === undefined ? {} : { head: head.commit, dirty: head.dirty }),
  };
}
