/**
 * What views are told of image builds: plain data, the same in the tree, the status bar, the panel, the CLI and the
 * files of the history. All times are milliseconds since the epoch by BuildKit's clock; spans are milliseconds.
 */
import type { Place } from "./model.ts";

/** What had it built. `elsewhere`: a terminal, a script, another program. */
export type BuildTrigger = "button" | "cli" | "watch" | "elsewhere";

export type BuildResult = "succeeded" | "failed" | "cancelled";

/** What the first step that was not found in the cache says of why. `nothing`: all was found. */
export type CacheBreak =
  | "nothing"
  | "cold"
  | "dependencies"
  | "code"
  | "argument"
  | "base"
  | "configuration"
  | "unknown";

/** A step of a Dockerfile: FROM, RUN, COPY, ADD, WORKDIR. */
export interface BuildStep {
  /** BuildKit's digest of the step's definition. */
  readonly digest: string;
  /** Empty for a Dockerfile of one stage without a name. */
  readonly stage: string;
  /** From 1, in its stage, and of how many. */
  readonly number: number;
  readonly of: number;
  /** The instruction, in one line: `RUN cargo build`. */
  readonly text: string;
  readonly cached: boolean;
  /** Absent: it was never begun. */
  readonly startedAt?: number;
  /** Of all times that it was at work; one under way: until now. */
  readonly duration: number;
  readonly state: "waiting" | "running" | "done" | "failed" | "cancelled";
}

export interface BuildError {
  /** One sentence. */
  readonly message: string;
  /** The instruction that failed, where it was one. */
  readonly step?: string;
  /** In the Dockerfile, on this machine. */
  readonly place?: Place;
  /** The last line of the instruction; absent where only the first one is known. */
  readonly endLine?: number;
  /** What the command printed last, the last line last; secrets redacted. */
  readonly lastLines: readonly string[];
}

/** The step that broke the cache, and what can be said of why. */
export interface CacheBreaker {
  readonly kind: CacheBreak;
  /** The step's {@link BuildStep.digest}; absent for `nothing`, and where no step can be named. */
  readonly digest?: string;
  readonly step?: string;
  /** A sentence that can be checked. */
  readonly reason: string;
  /** Files of the context that differ from the service's build before, relative to it with slashes; the first ones. */
  readonly files: readonly string[];
  /** How many more files. */
  readonly more: number;
}

/** A finished build. One file of the history each. */
export interface BuildRecord {
  readonly version: 1;
  /** buildx's `<builder>/<node>/<id>`; `own/…` for one that was read from Compose's own output. */
  readonly id: string;
  /** Where it was read: buildx's history, or Compose's own output (buildx before 0.21), which knows less. */
  readonly source: "history" | "compose";
  readonly trigger: BuildTrigger;
  /** Absent: it was no service's of a known stack. */
  readonly stack?: string;
  readonly services: readonly string[];
  /** The mode's label. */
  readonly mode?: string;
  /** Absolute; absent where it is no folder of this machine. */
  readonly context?: string;
  readonly dockerfile?: string;
  readonly target?: string;
  /** As given; values of names that sound like a secret are hidden. */
  readonly arguments: Readonly<Record<string, string>>;
  /** The base images with their digests, as `name@sha256:…`; in order. */
  readonly bases: readonly string[];
  /** Of the context's repository, when it began. */
  readonly commit?: string;
  readonly dirty?: boolean;
  readonly startedAt: number;
  readonly duration: number;
  readonly result: BuildResult;
  readonly steps: readonly BuildStep[];
  /** Cached of those that were begun; `partial`: it ended before all of them were. */
  readonly cache: { readonly cached: number; readonly begun: number; readonly partial: boolean };
  /** Bytes that were sent of the context; incremental. */
  readonly contextBytes?: number;
  readonly exportTime?: number;
  /** Ids that the engine may call the image by: of its configuration, its manifest, its index. */
  readonly imageIds: readonly string[];
  /** Bytes. */
  readonly imageSize?: number;
  /** Against the service's build before; bytes. */
  readonly imageSizeChange?: number;
  readonly breaker: CacheBreaker;
  readonly error?: BuildError;
  /** The key of the context's manifest as of its start; absent: none was taken. */
  readonly manifest?: string;
}

/** A build under way. */
export interface LiveBuild {
  readonly id: string;
  readonly trigger: BuildTrigger;
  readonly stackId?: string;
  readonly services: readonly string[];
  /** What to call it where it is no service's: its folder's name. */
  readonly name: string;
  readonly startedAt: number;
  /** Numbered steps that are done, and how many there are as far as is known. */
  readonly done: number;
  readonly total: number;
  /** The longest running step's instruction. */
  readonly running?: string;
  /** The median of the service's last successful builds; absent where there are too few. */
  readonly usual?: number;
}

/** What is told of a finished build without asking for its record. */
export type BuildBrief = Pick<
  BuildRecord,
  "id" | "trigger" | "stack" | "services" | "mode" | "startedAt" | "duration" | "result" | "error" | "cache"
> & {
  readonly breaker: Pick<CacheBreaker, "kind" | "step" | "reason">;
  /** As {@link LiveBuild.name}. */
  readonly name: string;
};

export interface BuildsState {
  /** In order of their start. */
  readonly live: readonly LiveBuild[];
  /** The newest of each service of the workspace's stacks, the newest first. */
  readonly last: readonly BuildBrief[];
  /** Which builds are seen; `unknown` until something was asked of buildx. */
  readonly seen: "unknown" | "all" | "own";
}

export const NO_BUILDS: BuildsState = { live: [], last: [], seen: "unknown" };

export interface ChangedFile {
  /** Absolute, on this machine. */
  readonly file: string;
  readonly kind: "changed" | "added" | "removed";
  /** When it changed, as far as its times tell. */
  readonly at?: number;
}

/** Whether an image holds the code in the editor. Files that a container has through a mount are left out. */
export type BakedCode =
  /** The evidence is a sentence. */
  | { readonly kind: "same"; readonly builtAt: number; readonly evidence: string }
  /** The newest first; those beyond the first few are counted. */
  | {
      readonly kind: "changed";
      readonly builtAt: number;
      readonly files: readonly ChangedFile[];
      readonly more: number;
    }
  /** No manifest: they were written after it was built, which proves nothing. */
  | {
      readonly kind: "touched";
      readonly builtAt: number;
      readonly files: readonly ChangedFile[];
      readonly more: number;
    }
  /** The reason is a clause. */
  | { readonly kind: "unknown"; readonly reason: string };

/** What an image says of itself, against the workspace's repository. */
export interface BuildInfo {
  /** `label`: of the image; `variable`: of the container; `address`: what the service answered. */
  readonly from: "label" | "variable" | "address";
  readonly commit?: string;
  /** As written. */
  readonly date?: string;
  /** The commit is the workspace's; absent where one of them is not known. */
  readonly sameCommit?: boolean;
  /** The workspace's. */
  readonly head?: string;
  readonly dirty?: boolean;
}

/** Of a service that is built here. */
export interface BakedState {
  readonly code: BakedCode;
  readonly info?: BuildInfo;
}

/** A file on this machine against a container's own copy. */
export interface VerifiedFile {
  readonly file: string;
  readonly container: string;
  /** Absolute, in the container. */
  readonly path: string;
  /** SHA-256, hexadecimal; absent where there is no such file. */
  readonly hostHash?: string;
  readonly containerHash?: string;
  readonly hostSize?: number;
  readonly containerSize?: number;
  /** The container has it through a mount: then it is the same file. */
  readonly mounted: boolean;
}

/** As `docker buildx ls` tells it. */
export interface BuilderInfo {
  readonly name: string;
  /** `docker`, `docker-container`, `kubernetes`, `remote`, `cloud`. */
  readonly driver: string;
  readonly current: boolean;
  /** Why it can't be used now; absent: it can. */
  readonly problem?: string;
}
