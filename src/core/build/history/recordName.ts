import { createHash } from "node:crypto";

/** What a record's file is called says when its build began, which build it is, and what is said of it. */
export interface RecordName {
  readonly startedAt: number;
  /** The digest of the build's id. */
  readonly build: string;
}

/** The files of one build; more than one where it was not seen to the end that they are merged. */
export interface NameGroup extends RecordName {
  readonly names: readonly string[];
}

const NAME = /^(\d{15})-([0-9a-f]{24})-[0-9a-f]{12}\.json$/;
const LATEST = 999_999_999_999_999;

/** @param text all of the record */
export function recordName(id: string, startedAt: number, text: string): string {
  const time = String(Math.min(Math.max(0, Math.round(startedAt)), LATEST)).padStart(15, "0");
  return `${time}-${buildDigest(id)}-${digest(text, 12)}.json`;
}

/** `undefined`: it is no record's. */
export function parseRecordName(name: string): RecordName | undefined {
  const [, time = "", build = ""] = NAME.exec(name) ?? [];
  return build === "" ? undefined : { startedAt: Number(time), build };
}

/** The newest build first. */
export function groupNames(names: readonly string[]): NameGroup[] {
  const groups = new Map<string, { build: string; startedAt: number; names: string[] }>();
  for (const name of names) {
    const parsed = parseRecordName(name);
    if (parsed === undefined) continue;
    const group = groups.get(parsed.build);
    if (group === undefined) groups.set(parsed.build, { ...parsed, names: [name] });
    else {
      group.names.push(name);
      group.startedAt = Math.max(group.startedAt, parsed.startedAt);
    }
  }
  return [...groups.values()].sort(
    (left, right) => right.startedAt - left.startedAt || (left.build < right.build ? -1 : 1),
  );
}

export function buildDigest(id: string): string {
  return digest(id, 24);
}

function digest(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}
