import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { BakedCode, ChangedFile } from "../../../shared/builds.ts";
import type { ServiceBuild } from "../../compose/model.ts";
import type { ContextDifference, ContextManifest, ContextSource } from "../manifest/ports.ts";
import type { BakedFacts, BakedPorts } from "./facts.ts";
import { otherWay } from "./otherWay.ts";

/** Files that are named. */
const MOST_FILES = 10;
/** Builds of one image whose manifests are looked at. */
const MOST_BUILDS = 8;

/** Whether an image holds the code in the editor: by content where there is a manifest, else by times. */
export async function bakedCode(
  facts: BakedFacts,
  { manifests }: BakedPorts,
  signal: AbortSignal,
): Promise<BakedCode> {
  const source = sourceOf(facts.build);
  if (source === undefined) return unknown("it is not built from a folder of this machine");
  if (!(await isFolder(source.context))) return unknown(`${source.context} is not on this machine`);
  const here = await buildsOf(facts, source.context);
  if (here.length === 0 && facts.builds.length > 0) {
    return unknown(`it was built from another folder: ${facts.builds[0]?.context ?? ""}`);
  }
  const builds = here.filter((build) => isAsDeclared(build, facts.build));
  if (builds.length === 0 && here.length > 0) {
    return unknown(
      "its image was built to another stage, or from another Dockerfile, than its compose file says",
    );
  }
  const builtAt = facts.builtAt ?? builds[0]?.startedAt;
  if (builtAt === undefined) return unknown("when its image was built is not known");
  const hasOtherwise = await otherWay(facts);
  const compared: Compared[] = [];
  for (const { manifest: key, startedAt, duration } of builds.slice(0, MOST_BUILDS)) {
    const manifest = key === undefined ? undefined : await manifests.read(key);
    if (manifest === undefined) continue;
    const difference = await manifests.compare(manifest, signal);
    const own = without(difference, (file) => isOwn(file, difference, manifest.source, hasOtherwise));
    if (own.changed.length + own.unsure.length === 0 && own.incomplete === undefined) {
      if (facts.build.inline !== undefined) return unknown(INLINE);
      const isWhole = difference.changed.length + difference.unsure.length === 0;
      return { kind: "same", builtAt, evidence: evidence(manifest.files.size, isWhole) };
    }
    compared.push({ manifest, difference: own, endedAt: startedAt + (duration ?? Number.POSITIVE_INFINITY) });
  }
  if (compared.length > 0) return fromManifests(compared, builtAt);
  const [newest] = builds;
  const touched = await manifests.touchedSince(source, newest?.startedAt ?? builtAt, signal);
  const { changed, incomplete } = without(
    touched,
    (file) => file === source.dockerfile || !hasOtherwise(file),
  );
  if (changed.length > 0) return { kind: "touched", builtAt, ...first(changed) };
  if (incomplete !== undefined) return unknown(incomplete);
  if (newest === undefined)
    return unknown("its image was not built here: what it was built from can't be told");
  if (facts.build.inline !== undefined) return unknown(INLINE);
  return { kind: "same", builtAt, evidence: "nothing in its build context was written since it was built" };
}

const INLINE = "its files are as they were; its Dockerfile stands in the compose file, and is not compared";

function isAsDeclared({ target, dockerfile }: BakedFacts["builds"][number], declared: ServiceBuild): boolean {
  if (dockerfile !== undefined && declared.dockerfile !== undefined && dockerfile !== declared.dockerfile) {
    return false;
  }
  return target === declared.target;
}

interface Compared {
  readonly manifest: ContextManifest;
  /** Without what the container has another way. */
  readonly difference: ContextDifference;
  readonly endedAt: number;
}

/** All of them came out as the same image, the newest first. */
function fromManifests(compared: readonly [] | readonly Compared[], builtAt: number): BakedCode {
  // What it was built from once may be what is there now.
  const open = compared.find(({ difference }) => difference.changed.length === 0);
  if (open === undefined) {
    return { kind: "changed", builtAt, ...first(compared[0]?.difference.changed ?? []) };
  }
  const { manifest, difference, endedAt } = open;
  const { unsure, incomplete } = difference;
  if (unsure.length === 0) return unknown(incomplete ?? "its build context can't be looked at");
  // When something came to a folder, or went, is not told.
  const times = unsure.flatMap(({ at }) => at ?? []);
  const areLater = times.length > 0 && times.every((at) => at > endedAt);
  // They were changed when the build was over, or may have been: what was in them before was not looked at.
  if (manifest.late || areLater) return { kind: "touched", builtAt, ...first(unsure) };
  const { context, dockerfile } = manifest.source;
  const nameOf = ({ file }: ChangedFile) => path.relative(context, file).replaceAll(path.sep, "/");
  const file = unsure.find((each) => manifest.files.has(nameOf(each)) || each.file === dockerfile);
  if (file !== undefined) return unknown(`${nameOf(file)} was changed while it was built`);
  const [folder] = unsure;
  const name = (folder && nameOf(folder)) || "its build context";
  return unknown(`something came to ${name}, or went, while it was built`);
}

/** Whether it is the image's to have. */
function isOwn(
  file: string,
  { dockerfileChanged }: ContextDifference,
  { dockerfile }: ContextSource,
  hasOtherwise: (file: string) => boolean,
): boolean {
  return (file === dockerfile && dockerfileChanged === true) || !hasOtherwise(file);
}

function without(difference: ContextDifference, keep: (file: string) => boolean): ContextDifference {
  const kept = (files: readonly ChangedFile[]) => files.filter(({ file }) => keep(file));
  return { ...difference, changed: kept(difference.changed), unsure: kept(difference.unsure) };
}

function first(files: readonly ChangedFile[]): {
  readonly files: readonly ChangedFile[];
  readonly more: number;
} {
  return { files: files.slice(0, MOST_FILES), more: Math.max(0, files.length - MOST_FILES) };
}

function evidence(files: number, isWhole: boolean): string {
  const which = isWhole
    ? files === 1
      ? "the one file of its build context is as it was"
      : `all ${files} files of its build context are as they were`
    : "all files of its build context that it does not have through a mount or by develop.watch are as they were";
  return `${which} when the image was built`;
}

/** `undefined`: it is built from something else than a folder. */
function sourceOf({
  context,
  dockerfile,
  target,
  arguments: given,
}: ServiceBuild): ContextSource | undefined {
  if (context === undefined) return undefined;
  return {
    context,
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(target === undefined ? {} : { target }),
    ...(given === undefined ? {} : { arguments: given }),
  };
}

/** Those from this folder, by whatever path. */
async function buildsOf({ builds }: BakedFacts, context: string): Promise<BakedFacts["builds"]> {
  const real = (folder: string) => realpath(folder).catch(() => path.normalize(folder));
  const own = await real(context);
  const folders = await Promise.all(builds.map((build) => real(build.context ?? context)));
  return builds.filter((_, index) => folders[index] === own);
}

async function isFolder(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function unknown(reason: string): BakedCode {
  return { kind: "unknown", reason };
}
