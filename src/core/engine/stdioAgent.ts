import { Agent, type ClientRequest } from "node:http";
import type { Duplex } from "node:stream";
import type { StdioDial } from "./stdioDial.ts";
import { StdioSocket } from "./stdioSocket.ts";

/** A new connection costs a process and perhaps an ssh handshake, an idle one a process that waits. */
const IDLE_MS = 30_000;

/** Node's pool of connections, each of which is a process's two pipes. */
export class StdioAgent extends Agent {
  readonly #dial: StdioDial;
  readonly #disposed = new AbortController();
  readonly #idle = new Map<Duplex, NodeJS.Timeout>();
  /** Each resolves when it has ended. */
  readonly #processes = new Set<Promise<void>>();
  /** Collects the connections that are begun while a request is sent. */
  #begun: Promise<unknown>[] | undefined;

  constructor(dial: StdioDial, maxSockets: number) {
    super({ keepAlive: true, maxSockets, maxFreeSockets: maxSockets });
    this.#dial = dial;
  }

  /**
   * Runs `send`, which sends one request before it returns; `connected` resolves when that has its connection, and
   * never rejects: the request is told of a failure.
   */
  sending<T>(send: () => T): { readonly sent: T; readonly connected: Promise<void> } {
    const begun: Promise<unknown>[] = [];
    this.#begun = begun;
    try {
      return { sent: send(), connected: Promise.allSettled(begun).then(() => {}) };
    } finally {
      this.#begun = undefined;
    }
  }

  override createConnection(
    _options: object,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const dialed = this.#dialed();
    this.#begun?.push(dialed);
    dialed.then(
      (socket) => {
        socket.once("close", () => this.#forget(socket));
        if (this.#disposed.signal.aborted) socket.destroy();
        callback?.(null, socket);
      },
      // Node takes no stream with an error.
      (error: Error) => (callback as ((error: Error) => void) | undefined)?.(error),
    );
    return undefined;
  }

  override keepSocketAlive(socket: Duplex): boolean {
    if (!(socket instanceof StdioSocket) || this.#disposed.signal.aborted) return false;
    socket.idle = true;
    clearTimeout(this.#idle.get(socket));
    this.#idle.set(
      socket,
      setTimeout(() => socket.destroy(), IDLE_MS),
    );
    return !socket.destroyed;
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    if (socket instanceof StdioSocket) socket.idle = false;
    this.#forget(socket);
    super.reuseSocket(socket, request);
  }

  override destroy(): void {
    this.#disposed.abort();
    for (const socket of [...this.#idle.keys()]) this.#forget(socket);
    super.destroy();
  }

  /** A connection counts until its process has ended, which may take longer than to let go of it. */
  async #dialed(): Promise<StdioSocket> {
    const { signal } = this.#disposed;
    while (this.#processes.size >= this.maxSockets) await Promise.race(this.#processes);
    signal.throwIfAborted();
    const { socket, ended } = this.#dial(signal);
    const process = ended.then(() => void this.#processes.delete(process));
    this.#processes.add(process);
    return await socket;
  }

  #forget(socket: Duplex): void {
    clearTimeout(this.#idle.get(socket));
    this.#idle.delete(socket);
  }
}
