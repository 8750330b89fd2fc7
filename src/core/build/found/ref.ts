/** A build as buildx notes it down when it begins (`$DOCKER_CONFIG/buildx/refs/<builder>/<node>/<id>`, buildx 0.29). */
export interface BuildRef {
  /** `<builder>/<node>/<id>`. */
  readonly id: string;
  readonly builder: string;
  /** For bake and Compose: the service, or the target of the bake file; for `docker build`: `default`, whatever the stage. */
  readonly target: string;
  /** The context as given: absolute for a folder of this machine. Empty where it is not known. */
  readonly localPath: string;
  /** Absolute; empty: the context's own `Dockerfile`. */
  readonly dockerfilePath: string;
  /** When the file was written. */
  readonly at: number;
}

/** What `docker buildx history inspect --format json` tells (buildx 0.21 to 0.29). */
export interface InspectedBuild {
  readonly status: "running" | "completed" | "failed" | "cancelled";
  readonly startedAt: number;
  readonly completedAt?: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly completedSteps: number;
  readonly totalSteps: number;
  readonly cachedSteps: number;
  readonly target?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly arguments: Readonly<Record<string, string>>;
  /** `name@sha256:…`, in order. */
  readonly bases: readonly string[];
  /** Of the image's configuration and manifest. */
  readonly imageIds: readonly string[];
  readonly error?: {
    readonly message: string;
    /** The vertex. */
    readonly name?: string;
    /** BuildKit's excerpt of the Dockerfile: `Dockerfile:3`, a ruler, marked lines. */
    readonly source?: string;
    readonly logs: readonly string[];
  };
}
