/** BuildKit's progress (`SolveStatus`), as `--progress rawjson` prints it (buildx 0.13 to 0.29). Times: milliseconds. */
export interface Vertex {
  readonly digest: string;
  readonly name: string;
  /** Digests. */
  readonly inputs: readonly string[];
  readonly startedAt?: number;
  readonly completedAt?: number;
  readonly cached: boolean;
  readonly error?: string;
}

export interface VertexStatus {
  /** `transferring context:`, `exporting layers`, `writing image sha256:…`, `sha256:…` of a layer that is pulled. */
  readonly id: string;
  readonly vertex: string;
  /** Bytes, mostly. */
  readonly current: number;
  readonly total: number;
  readonly startedAt?: number;
  readonly completedAt?: number;
}

export interface VertexLog {
  readonly vertex: string;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
  readonly at?: number;
}

/** What a build's output says, in order. */
export type ProgressItem =
  | { readonly kind: "vertex"; readonly vertex: Vertex }
  | { readonly kind: "status"; readonly status: VertexStatus }
  | { readonly kind: "log"; readonly log: VertexLog }
  /** A line that is no progress: the error at the end, a warning. */
  | { readonly kind: "text"; readonly line: string };
