import { realpathSync } from "node:fs";
import path from "node:path";
import type { KnownSet, ServiceBuild } from "../../compose/model.ts";
import type { MatchedBuild } from "./matched.ts";
import type { BuildRef } from "./ref.ts";

/** What is known of a build: the ref as it begins; the rest once it has ended. */
export interface BuildTraits {
  readonly ref: Pick<BuildRef, "target" | "localPath" | "dockerfilePath">;
  readonly labels?: Readonly<Record<string, string>>;
  /** The stage; absent: not known yet, or the last one. */
  readonly target?: string | undefined;
}

interface Candidate {
  readonly stackId: string;
  readonly service: string;
  readonly set: KnownSet;
  readonly build: ServiceBuild;
}

/**
 * Whose a build is: Compose's labels say so. Until they are told (when it has ended), and for `docker build`, which
 * writes none: who builds the same from this context and Dockerfile. Of two stacks it is taken for the first one's until
 * it has ended; then, as for one of no known stack, `undefined`.
 */
export function matchBuild(
  traits: BuildTraits,
  stacks: readonly { readonly id: string }[],
  sets: readonly KnownSet[],
): MatchedBuild | undefined {
  const { ref, labels, target } = traits;
  const known = new Set(stacks.map(({ id }) => id));
  const placed = candidates(sets, known).filter(isBuiltFrom(ref));
  const project = labels?.["com.docker.compose.project"];
  const service = labels?.["com.docker.compose.service"];
  if (project !== undefined && service !== undefined) {
    if (!known.has(project)) return undefined;
    const own = placed.filter((each) => each.stackId === project && each.service === service);
    return toMatch(project, [service], own.filter(isStage(target)));
  }
  const told = labels === undefined ? undefined : placed.filter(isStage(target));
  const same = preferNamed(told ?? placed, ref.target) ?? told ?? preferLastStage(placed);
  const owners = stacks.filter(({ id }) => same.some(({ stackId }) => stackId === id));
  const [owner] = owners;
  if (owner === undefined || (told !== undefined && owners.length > 1)) return undefined;
  const own = same.filter(({ stackId }) => stackId === owner.id);
  return toMatch(owner.id, [...new Set(own.map((each) => each.service))], own);
}

function candidates(sets: readonly KnownSet[], known: ReadonlySet<string>): Candidate[] {
  return sets.flatMap((set) => {
    const { model } = set;
    if (model === undefined || !known.has(model.project)) return [];
    return model.services.flatMap(({ name, build }) =>
      build === undefined ? [] : [{ stackId: model.project, service: name, set, build }],
    );
  });
}

/** Compose and bake write the service's name into the ref, `docker build` always `default`. */
function preferNamed(some: readonly Candidate[], target: string): readonly Candidate[] | undefined {
  const named = some.filter(({ service }) => service === target);
  return named.length > 0 ? named : undefined;
}

/** Which stage `docker build` is at is told at its end. */
function preferLastStage(some: readonly Candidate[]): readonly Candidate[] {
  const last = some.filter(isStage(undefined));
  return last.length > 0 ? last : some;
}

function isStage(stage: string | undefined): (candidate: Candidate) => boolean {
  return ({ build }) => (build.target ?? "") === (stage ?? "");
}

/** The mode is known where no other one builds the same. */
function toMatch(stackId: string, services: readonly string[], from: readonly Candidate[]): MatchedBuild {
  const [mode, ...others] = new Set(from.map(({ set }) => set));
  return { stackId, services, ...(mode === undefined || others.length > 0 ? {} : { mode: mode.label }) };
}

function isBuiltFrom({ localPath, dockerfilePath }: BuildTraits["ref"]): (candidate: Candidate) => boolean {
  if (!path.isAbsolute(localPath)) return () => false;
  const dockerfile = path.resolve(localPath, dockerfilePath === "" ? "Dockerfile" : dockerfilePath);
  return ({ build }) => {
    if (build.context === undefined || !isSameFile(build.context, localPath)) return false;
    // What is written in the compose file itself has no path.
    return build.dockerfile === undefined
      ? build.inline !== undefined
      : isSameFile(build.dockerfile, dockerfile);
  };
}

/** Also where one of them leads over a link. */
function isSameFile(left: string, right: string): boolean {
  return left === right || realPath(left) === realPath(right);
}

function realPath(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    // It need not be there any more; its folder mostly is.
    const folder = path.dirname(file);
    return folder === file ? file : path.join(realPath(folder), path.basename(file));
  }
}
