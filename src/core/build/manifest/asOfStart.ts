import path from "node:path";
import { isBefore } from "./changeTime.ts";
import type { ContextLook } from "./contextLook.ts";
import type { ContextRules, RuleFile } from "./contextRules.ts";
import type { FileLook } from "./fileLook.ts";
import type { ContextManifest } from "./ports.ts";

/** Whether a file is as it was then, in its place within the context. */
export function wasThen({ ctimeMs, movedAt }: FileLook, time: number): boolean {
  return isBefore(ctimeMs, time) && isBefore(movedAt, time);
}

/** The hash as of an earlier time, of a file that is as it was then. */
export function asBefore(
  files: ContextManifest["files"] | undefined,
  time: number,
  file: string,
  own: FileLook,
): string | undefined {
  if (files === undefined || !wasThen(own, time)) return undefined;
  const known = files.get(file);
  return known?.size === own.size ? known.hash : undefined;
}

/** The files of a manifest whose folder is still the same one: their times can be relied on. */
export function filesOf(
  before: Pick<ContextManifest, "files" | "folderId"> | undefined,
  { folderId }: ContextLook,
): ContextManifest["files"] | undefined {
  return before?.folderId === folderId ? before.files : undefined;
}

/** What may have been otherwise at the start: absolute paths of folders, of what is missing, of what says what counts. */
export function unsurePlaces(
  context: string,
  look: ContextLook,
  { dockerfile, ignoreFile }: ContextRules,
  startedAt: number,
): readonly string[] {
  const isAfter = (time: number) => !isBefore(time, startedAt);
  const folders = [...look.folders].filter(([, { isTaken, ctimeMs }]) => isTaken && isAfter(ctimeMs));
  const missing = [...look.missing].filter(([, folder]) =>
    isAfter(look.folders.get(folder)?.ctimeMs ?? Number.POSITIVE_INFINITY),
  );
  const said = [dockerfile, ignoreFile].filter(
    (each): each is RuleFile => each !== undefined && isAfter(each.changedAt),
  );
  return [
    ...(isAfter(look.movedAt) ? [context] : []),
    ...[...folders, ...missing].map(([name]) => path.join(context, name)),
    ...said.map(({ file }) => file),
  ];
}
