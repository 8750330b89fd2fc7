import type { AppState, EndpointInfo } from "../../../shared/model.ts";
import type { EngineClient } from "../client.ts";
import type { ReportRequest } from "./format.ts";
import type { OpenStream, Recording, ReportFacts, Snapshot } from "./recording.ts";
import { RecordingClient } from "./recordingClient.ts";
import type { ReportRedaction } from "./redaction.ts";

/** Some thousand inspections; a report is looked at by people, and attached to an issue. */
const CAP = 8 * 1024 * 1024;

export interface RecorderOptions {
  readonly homeDir: string;
  readonly platform: string;
  /** Dev Loop's version. */
  readonly version: () => Promise<string>;
  readonly snapshot: () => Snapshot & { readonly app: AppState };
  /** UTF-8 bytes of a report; for tests. */
  readonly cap?: number;
}

/** Keeps what engines tell while a user wants it kept; costs next to nothing while not. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #hosts = new Set<string>();
  readonly #streams = new Set<OpenStream>();
  #endpoint: EndpointInfo | undefined;
  #starting = false;
  #recording: Recording | undefined;
  #redaction: ReportRedaction | undefined;
  #engineVersion = "";

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** The client as it is, overheard. */
  wrap(client: EngineClient, endpoint: EndpointInfo): EngineClient {
    this.#endpoint = endpoint;
    this.#hosts.add(endpoint.host);
    this.#recording?.endpoint(endpoint);
    return new RecordingClient(client, this);
  }

  /** Rejects, with a sentence for the user, where one is under way. */
  async start(): Promise<void> {
    if (this.#starting || this.#recording !== undefined)
      throw new Error("A report is being recorded already.");
    this.#starting = true;
    try {
      // Loaded when somebody wants a report: few ever do.
      const [{ Recording }, { ReportRedaction }] = await Promise.all([
        import("./recording.ts"),
        import("./redaction.ts"),
      ]);
      const { cap = CAP, homeDir } = this.#options;
      const redaction = new ReportRedaction({ homeDir, hosts: () => this.#hosts });
      this.#redaction = redaction;
      this.#recording = new Recording({ redaction, cap, snapshot: this.#snapshot(redaction) });
    } finally {
      this.#starting = false;
    }
    const recording = this.#recording;
    if (this.#endpoint !== undefined) recording.endpoint(this.#endpoint);
    for (const stream of this.#streams) recording.opened(stream);
  }

  /** The report. Rejects, with a sentence for the user, where none is being recorded. */
  async stop(): Promise<string> {
    const [recording, redaction] = [this.#recording, this.#redaction];
    if (recording === undefined || redaction === undefined) throw new Error("No report is being recorded.");
    const snapshot = this.#snapshot(redaction);
    this.#recording = undefined;
    const { platform, version } = this.#options;
    const facts: ReportFacts = { devloop: await version(), platform, engine: this.#engineVersion };
    return recording.end(facts, snapshot);
  }

  /** Asks, and tells the recording that is under way, if any. */
  async overhear<T>(
    request: ReportRequest,
    signal: AbortSignal | undefined,
    ask: () => Promise<T>,
    answered: (recording: Recording, n: number, value: T) => void = (recording, n, value) =>
      recording.answered(n, value),
  ): Promise<T> {
    const recording = this.#recording;
    if (recording === undefined) return ask();
    const n = recording.asked(request);
    try {
      const value = await ask();
      answered(recording, n, value);
      return value;
    } catch (error) {
      recording.failed(n, error, signal);
      throw error;
    }
  }

  opened(stream: OpenStream): void {
    this.#streams.add(stream);
    this.#recording?.opened(stream);
    this.#engineVersion = stream.version ?? this.#engineVersion;
  }

  received(stream: OpenStream, chunk: Buffer): void {
    this.#recording?.received(stream, chunk);
  }

  closed(stream: OpenStream, error: unknown, signal: AbortSignal): void {
    this.#streams.delete(stream);
    this.#recording?.closed(stream, error, signal);
  }

  /** The engine's address is no reader's business. */
  #snapshot(redaction: ReportRedaction): Snapshot {
    const { app, workspace } = this.#options.snapshot();
    const { engine } = app;
    const told = {
      ...engine,
      ...("endpoint" in engine ? { endpoint: undefined } : {}),
      ...("reason" in engine ? { reason: redaction.errorText(engine.reason) } : {}),
    };
    return { app: { ...app, engine: told }, workspace };
  }
}
