/** An interval at work; without an end while it lasts. */
export interface Interval {
  readonly from: number;
  readonly to?: number;
}

/** A vertex with all that was said of it. */
export interface GraphVertex {
  readonly digest: string;
  readonly name: string;
  readonly inputs: readonly string[];
  /** The same digest can be begun twice. */
  readonly intervals: readonly Interval[];
  readonly cached: boolean;
  readonly error?: string;
  /** What it printed last, whole lines, the last one last; bounded. */
  readonly lastLines: readonly string[];
}

/** What a build's progress comes to, as far as it was read. */
export interface BuildGraph {
  /** By digest, in the order in which they were first named. */
  readonly vertexes: ReadonlyMap<string, GraphVertex>;
  /** Bytes of the context that were sent; absent where none was loaded. */
  readonly contextBytes?: number;
  /** Ids of the image that was written: configuration, manifest, index. */
  readonly imageIds: readonly string[];
  /** Lines that are no progress, the last ones. */
  readonly text: readonly string[];
}
