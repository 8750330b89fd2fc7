import type { Logger } from "../../base/logger.ts";
import { asBefore, filesOf, unsurePlaces, wasThen } from "./asOfStart.ts";
import { isBefore } from "./changeTime.ts";
import { changesAgainst, touchedAfter } from "./contextChanges.ts";
import { type ContextLook, type LookLimits, lookAtContext } from "./contextLook.ts";
import { type ContextRules, readContextRules } from "./contextRules.ts";
import { FileHashes } from "./fileHashes.ts";
import { ManifestFiles } from "./manifestFiles.ts";
import type { ContextDifference, ContextManifest, ContextManifests, ContextSource } from "./ports.ts";
import { Slices } from "./slices.ts";

const LIMITS: LookLimits = { files: 300_000, depth: 100, time: 60_000 };
/** With so much after its start, what changed since may have changed when the build was over; ms. */
const LATE_MS = 60_000;

export interface ManifestsOptions {
  readonly stateDir: string;
  readonly logger: Logger;
  readonly now: () => number;
  readonly limits?: Partial<LookLimits>;
}

interface Looked {
  readonly rules: ContextRules;
  readonly look: ContextLook;
  readonly slices: Slices;
}

/** Manifests of build contexts, kept in the state folder. */
export class StoredManifests implements ContextManifests {
  readonly #files: ManifestFiles;
  readonly #hashes: FileHashes;
  readonly #now: () => number;
  readonly #limits: LookLimits;

  constructor({ stateDir, logger, now, limits }: ManifestsOptions) {
    this.#files = new ManifestFiles(stateDir, logger, now);
    this.#hashes = new FileHashes(now);
    this.#now = now;
    this.#limits = { ...LIMITS, ...limits };
  }

  async take(source: ContextSource, time: number, signal: AbortSignal): Promise<ContextManifest | undefined> {
    const now = this.#now();
    // Another machine's clock may be ahead: what is changed from now on is not what was built.
    const startedAt = Math.floor(Math.min(time, now));
    const late = now - startedAt > LATE_MS;
    const looked = await this.#look(source, signal);
    if (looked === undefined || looked.rules.ignored.broken) return undefined;
    const { rules, look, slices } = looked;
    const { context } = source;
    const before = await this.#files.last(context);
    const known = filesOf(before?.content, look);
    const files = new Map<string, { readonly size: number; readonly hash?: string }>();
    const isHere = isBefore(look.movedAt, startedAt);
    let { incomplete } = look;
    for (const [file, own] of look.files) {
      if (slices.isSliceOver) await slices.next();
      const { size } = own;
      const hash =
        isHere && wasThen(own, startedAt)
          ? (asBefore(known, before?.startedAt ?? 0, file, own) ??
            (await this.#hashes.hash(context, file, own, slices)))
          : undefined;
      files.set(file, hash === undefined ? { size } : { size, hash });
      if (slices.isOver) {
        incomplete ??= `to read all of it takes longer than ${this.#limits.time / 1000} s`;
        break;
      }
    }
    const isSaidThen = rules.dockerfile === undefined || isBefore(rules.dockerfile.changedAt, startedAt);
    const content = {
      source,
      folderId: look.folderId,
      files,
      ...(rules.dockerfileHash === undefined || !isSaidThen ? {} : { dockerfileHash: rules.dockerfileHash }),
      unsure: unsurePlaces(context, look, rules, startedAt),
      late,
      ...(incomplete === undefined ? {} : { incomplete }),
    };
    return this.#files.keep(content, startedAt);
  }

  read(key: string): Promise<ContextManifest | undefined> {
    return this.#files.get(key);
  }

  async compare(manifest: ContextManifest, signal: AbortSignal): Promise<ContextDifference> {
    const { source, startedAt } = manifest;
    const looked = await this.#look(source, signal);
    if (looked === undefined) return gone(source);
    const { rules, look, slices } = looked;
    const hashes = new Map<string, string>();
    const known = filesOf(manifest, look);
    let incomplete = look.incomplete ?? manifest.incomplete ?? ignoredProblem(rules);
    for (const [file, own] of look.files) {
      if (slices.isSliceOver) await slices.next();
      if (slices.isOver) {
        incomplete ??= `to read all of it takes longer than ${this.#limits.time / 1000} s`;
        break;
      }
      if (manifest.files.get(file)?.hash === undefined) continue;
      const hash =
        asBefore(known, startedAt, file, own) ??
        (await this.#hashes.hash(source.context, file, own, slices)) ??
        // It was written just now.
        (await this.#hashes.hashNow(source.context, file, slices));
      if (hash !== undefined) hashes.set(file, hash);
    }
    return changesAgainst(manifest, { rules, look, hashes, now: this.#now(), incomplete });
  }

  async touchedSince(source: ContextSource, time: number, signal: AbortSignal): Promise<ContextDifference> {
    const looked = await this.#look(source, signal);
    if (looked === undefined) return gone(source);
    const { rules, look } = looked;
    const incomplete = look.incomplete ?? ignoredProblem(rules);
    return touchedAfter(time, { context: source.context, rules, look, now: this.#now(), incomplete });
  }

  async between(before: string, after: string): Promise<readonly string[] | undefined> {
    const [one, other] = [await this.read(before), await this.read(after)];
    if (one === undefined || other === undefined) return undefined;
    const differs = (file: string) => {
      const hash = one.files.get(file)?.hash;
      return hash === undefined || hash !== other.files.get(file)?.hash;
    };
    const names = new Set([...one.files.keys(), ...other.files.keys()]);
    return [...names].filter(differs).sort();
  }

  changed(paths: readonly string[]): void {
    for (const file of paths) this.#hashes.forget(file);
  }

  /** Files that were read so far. */
  get readFiles(): number {
    return this.#hashes.read;
  }

  async #look(source: ContextSource, signal: AbortSignal): Promise<Looked | undefined> {
    signal.throwIfAborted();
    const rules = await readContextRules(source);
    const slices = new Slices(this.#limits.time, signal);
    const { ignored, sources } = rules;
    const look = await lookAtContext({
      context: source.context,
      ignored,
      sources,
      limits: this.#limits,
      slices,
    });
    return look && { rules, look, slices };
  }
}

function ignoredProblem({ ignored, ignoreFile }: ContextRules): string | undefined {
  return ignored.broken ? `Docker can't read ${ignoreFile?.file ?? "its .dockerignore"}` : undefined;
}

function gone({ context }: ContextSource): ContextDifference {
  return { changed: [], unsure: [], incomplete: `${context} can't be read` };
}
