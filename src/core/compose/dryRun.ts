/** What `up --dry-run --no-start` said that it would do. */
export interface DryRun {
  /** Container's name → what would be done to it, in Compose's words: `Creating`, `Recreate`, `Running`, … */
  readonly containers: ReadonlyMap<string, ReadonlySet<string>>;
  /** Services whose images would be built. */
  readonly builds: ReadonlySet<string>;
}

/** Each line begins with it; Compose 5 leaves it out where the output is plain. */
const PREFIX = /^\s*(?:DRY-RUN MODE - )?\s*/;
/** A container that takes another's place has its id in front of the name until that one is gone. */
const TEMPORARY = /^[0-9a-f]{12}_/;

/**
 * Reads what both streams held (Compose 2.26 and 2.40, `--ansi never --progress plain`); lines that are not known
 * mean nothing.
 * @param project what containers' names begin with, where they are not said to be called otherwise
 */
export function decodeDryRun(output: string, project = ""): DryRun {
  // A project may itself be called `deadbeefcafe_shop`.
  const isOwn = (name: string) =>
    project !== "" && (name.startsWith(`${project}-`) || name.startsWith(`${project}_`));

  const containers = new Map<string, Set<string>>();
  const builds = new Set<string>();
  for (const line of output.split(/\r?\n/)) {
    const text = line.replace(PREFIX, "").trimEnd();
    const [, container, step] = /^Container (\S+) +([A-Z][a-z]+)\b/.exec(text) ?? [];
    if (container !== undefined && step !== undefined) {
      const name = isOwn(container) ? container : container.replace(TEMPORARY, "");
      containers.set(name, (containers.get(name) ?? new Set()).add(step));
      continue;
    }
    // `build service web` (2.26), `web ==> ==> naming to shop-web` (2.40)
    const [, before, after] =
      /^(?:build service (\S+)|(\S+) (?:==> )+(?:naming|writing) )/.exec(`${text} `) ?? [];
    const service = before ?? after;
    if (service !== undefined && service !== "==>") builds.add(service);
  }
  return { containers, builds };
}
