import { Duplex, type Readable, type Writable } from "node:stream";

/** The two pipes of a process as the connection that Node's HTTP client (24) expects. */
export class StdioSocket extends Duplex {
  readonly #input: Writable;
  readonly #output: Readable;
  #idle = false;

  /** Takes both pipes over, and closes them with itself. */
  constructor(input: Writable, output: Readable) {
    super({ allowHalfOpen: false });
    this.#input = input;
    this.#output = output;
    // A request that is given up as its answer ends destroys it when nobody listens any more.
    this.on("error", () => {});
    input.on("error", (error) => this.destroy(error));
    output.on("error", (error) => this.destroy(error));
    output.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) output.pause();
    });
    output.on("end", () => {
      this.push(null);
      // Nobody reads it at the moment, so that nobody would see its end.
      if (this.#idle) this.destroy();
    });
    output.on("close", () => {
      if (!output.readableEnded) this.destroy();
    });
  }

  /** Whether it waits in a pool for its next request. */
  set idle(idle: boolean) {
    this.#idle = idle;
    if (idle && this.#output.readableEnded) this.destroy();
  }

  // What the HTTP client asks of every connection; pipes know none of it.
  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    this.#output.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#input.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#input.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#input.destroy();
    this.#output.destroy();
    done(error);
  }
}
