import { pipeline, type Readable, Transform } from "node:stream";
import type { EngineClient, LogOptions } from "../client.ts";
import type { EngineStream } from "../engineStream.ts";
import type { Recorder } from "./recorder.ts";
import type { OpenStream } from "./recording.ts";

const LINE_FEED = 0x0a;

/** Passes everything on, and lets the recorder overhear it; logs are not overheard. */
export class RecordingClient implements EngineClient {
  readonly #client: EngineClient;
  readonly #recorder: Recorder;

  constructor(client: EngineClient, recorder: Recorder) {
    this.#client = client;
    this.#recorder = recorder;
  }

  ping(signal?: AbortSignal): Promise<void> {
    return this.#recorder.overhear({ kind: "ping" }, signal, () => this.#client.ping(signal));
  }

  version(signal?: AbortSignal): Promise<unknown> {
    return this.#recorder.overhear({ kind: "version" }, signal, () => this.#client.version(signal));
  }

  list(signal?: AbortSignal, ids?: readonly string[]): Promise<unknown> {
    const request = { kind: "list" as const, ...(ids === undefined ? {} : { ids: [...ids] }) };
    return this.#recorder.overhear(request, signal, () => this.#client.list(signal, ids));
  }

  inspect(id: string, signal?: AbortSignal): Promise<unknown> {
    return this.#recorder.overhear({ kind: "inspect", id }, signal, () => this.#client.inspect(id, signal));
  }

  image(name: string, signal?: AbortSignal): Promise<unknown> {
    return this.#recorder.overhear({ kind: "image", name }, signal, () => this.#client.image(name, signal));
  }

  async events(options: { readonly since?: string; readonly signal: AbortSignal }): Promise<EngineStream> {
    const { since, signal } = options;
    const request = { kind: "events" as const, ...(since === undefined ? {} : { since }) };
    let open: OverheardStream | undefined;
    const stream = await this.#recorder.overhear(
      request,
      signal,
      () => this.#client.events(options),
      (recording, n, answer) => {
        open = new OverheardStream(answer);
        recording.opened(open, n);
      },
    );
    return { ...stream, body: this.#tap(stream.body, open ?? new OverheardStream(stream), signal) };
  }

  /** Command lines of programs are none of a report's. */
  top(id: string, signal?: AbortSignal): Promise<unknown> {
    return this.#client.top(id, signal);
  }

  logs(id: string, options: LogOptions): Promise<Readable> {
    return this.#client.logs(id, options);
  }

  /** What files hold is none of a report's. */
  archive(id: string, path: string, signal?: AbortSignal): Promise<EngineStream> {
    return this.#client.archive(id, path, signal);
  }

  dispose(): void {
    this.#client.dispose();
  }

  /** The same bytes; ends as the other does, and ends it. */
  #tap(body: Readable, open: OverheardStream, signal: AbortSignal): Readable {
    const recorder = this.#recorder;
    recorder.opened(open);
    const tapped = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        recorder.received(open, chunk);
        open.atLineStart = chunk.at(-1) === LINE_FEED;
        done(undefined, chunk);
      },
    });
    return pipeline(body, tapped, (error) => recorder.closed(open, error, signal));
  }
}

class OverheardStream implements OpenStream {
  readonly version?: string;
  readonly apiVersion?: string;
  atLineStart = true;

  constructor({ version, apiVersion }: EngineStream) {
    if (version !== undefined) this.version = version;
    if (apiVersion !== undefined) this.apiVersion = apiVersion;
  }
}
