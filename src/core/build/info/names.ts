/**
 * What commits and dates of builds are called, the surest names first; spelling aside, so that `GIT_COMMIT`,
 * `git.commit` and `gitCommit` are one name. Labels of OCI and Label Schema, variables of CI systems, answers of Spring
 * Boot's `/actuator/info` (`git.commit.id`) and of Go's `debug.BuildInfo` (`vcs.revision`).
 */
const COMMITS = [
  "gitcommit",
  "gitcommitsha",
  "gitcommithash",
  "gitcommitidfull",
  "gitcommitid",
  "gitsha",
  "githash",
  "gitrevision",
  "sourcecommit",
  "commitsha",
  "commithash",
  "commitid",
  "commit",
  "vcsref",
  "vcsrevision",
  "orgopencontainersimagerevision",
  "orglabelschemavcsref",
  "cicommitsha",
  "githubsha",
  "revision",
  "sha",
];

/** Not `date` alone: beside a commit that is the commit's own. */
const DATES = [
  "builddate",
  "buildtime",
  "buildtimestamp",
  "builtat",
  "buildat",
  "orgopencontainersimagecreated",
  "orglabelschemabuilddate",
];

/** Characters of a value that may be one. */
const MOST_VALUE = 200;

export interface Told {
  readonly commit?: Commit;
  /** As written. */
  readonly date?: string;
}

export interface Commit {
  /** 7 hexadecimal digits or more, in small letters. */
  readonly id: string;
  /** It was made from a tree that differed from the commit. */
  readonly dirty: boolean;
}

/** @param fields name → value; names of nested fields joined by a dot */
export function told(fields: ReadonlyMap<string, string>): Told {
  const commit = best(fields, COMMITS, toCommit);
  const date = best(fields, DATES, (text) => text.trim().slice(0, MOST_VALUE) || undefined);
  return { ...(commit === undefined ? {} : { commit }), ...(date === undefined ? {} : { date }) };
}

/** `undefined` for what is no commit's id, such as `unknown`; `git describe` writes `v1.2-3-g0123abc-dirty`. */
export function toCommit(text: string): Commit | undefined {
  const [, id, mark] =
    /^(?:[\w./+-]{1,100}-\d{1,9}-g)?([\da-f]{7,40}|[\da-f]{64})([-+.](?:dirty|modified|broken))?$/i.exec(
      text.trim(),
    ) ?? [];
  return id === undefined ? undefined : { id: id.toLowerCase(), dirty: mark !== undefined };
}

function best<T>(
  fields: ReadonlyMap<string, string>,
  names: readonly string[],
  read: (text: string) => T | undefined,
): T | undefined {
  const found = [...fields].flatMap(([name, text]) => {
    const rank = rankOf(name, names);
    const value = rank === -1 ? undefined : read(text);
    return value === undefined ? [] : [{ rank, value }];
  });
  return found.toSorted((left, right) => left.rank - right.rank)[0]?.value;
}

/** By the whole name, else by its last part: `build.commit` is a commit. */
function rankOf(name: string, names: readonly string[]): number {
  const whole = names.indexOf(plain(name));
  return whole === -1 ? names.indexOf(plain(name.split(".").at(-1) ?? "")) : whole;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d]/g, "");
}
