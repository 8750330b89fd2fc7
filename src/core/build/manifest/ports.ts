import type { ChangedFile } from "../../../shared/builds.ts";

/** What an image is built from. Absolute paths. */
export interface ContextSource {
  readonly context: string;
  /** Absent: it is no file of this machine. */
  readonly dockerfile?: string;
  /** The stage; absent: the last one. */
  readonly target?: string;
  /** Build arguments, as far as they are known: a Dockerfile may name what it copies by them. */
  readonly arguments?: Readonly<Record<string, string>>;
}

/** The context of a build as of its start: files under the `.dockerignore` that the target's stages can reach. */
export interface ContextManifest {
  readonly key: string;
  readonly source: ContextSource;
  /** Tells the context's folder from another one that is put in its place. */
  readonly folderId: string;
  /** The build's. */
  readonly startedAt: number;
  /**
   * Relative to the context, with slashes → content, permissions and whether it is a link. A file that was changed
   * after the start has no hash.
   */
  readonly files: ReadonlyMap<string, { readonly size: number; readonly hash?: string }>;
  /** Of what the Dockerfile says for the target: comments and layout do not count. */
  readonly dockerfileHash?: string;
  /** Folders in which something came or went after the start, and a Dockerfile or ignore file changed since. Absolute. */
  readonly unsure: readonly string[];
  /** It was taken long after the start: what is unsure may have changed when the build was over. */
  readonly late: boolean;
  /** Why not all files are in it: a clause. */
  readonly incomplete?: string;
}

/** What the context holds now, against a manifest. */
export interface ContextDifference {
  /** Files whose content differs, or that came or went; the newest first. */
  readonly changed: readonly ChangedFile[];
  /** Files that were changed while it was built: what the image has of them can't be told. */
  readonly unsure: readonly ChangedFile[];
  /** The Dockerfile says something else for the target; it is in `changed` then. */
  readonly dockerfileChanged?: boolean;
  readonly incomplete?: string;
}

export interface ContextManifests {
  /**
   * Takes and keeps it; `undefined` where the folder can't be read. A file whose change time is before the start is as
   * it was then, whenever it is looked at, so it can be taken at any time; what changed after the start is unsure.
   *
   * BuildKit reads the context some time after the start (base images are looked up first): a file that is changed in
   * between, and after this was taken, counts as it was before. To be sure it is taken once more when the context was
   * sent: that costs a look at the files' times, and its key is the one to keep.
   * @param startedAt by this machine's clock, not later than BuildKit may have read the first file
   */
  take(source: ContextSource, startedAt: number, signal: AbortSignal): Promise<ContextManifest | undefined>;
  read(key: string): Promise<ContextManifest | undefined>;
  /** Compares content; only files whose size or times are others than when they were hashed last are read. */
  compare(manifest: ContextManifest, signal: AbortSignal): Promise<ContextDifference>;
  /** Files written after the time, and folders in which something came or went. */
  touchedSince(source: ContextSource, time: number, signal: AbortSignal): Promise<ContextDifference>;
  /** Relative paths that differ; `undefined` where one of them is not kept any more. */
  between(before: string, after: string): Promise<readonly string[] | undefined>;
  /** Files that changed, by any program: what was looked at before may be looked at again. */
  changed(paths: readonly string[]): void;
}
