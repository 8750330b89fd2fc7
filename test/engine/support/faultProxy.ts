import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { EndpointInfo } from "../../../src/shared/model.ts";

/** What happens to a new connection. */
export type Treatment =
  | { readonly kind: "pass" }
  /** It is taken, and nothing is ever answered. */
  | { readonly kind: "mute" }
  /** Any request is answered with these bytes, and the connection is closed. */
  | { readonly kind: "answer"; readonly bytes: string }
  /** It breaks after so many bytes of what the engine sends. */
  | { readonly kind: "break"; readonly afterBytes: number };

export interface FaultProxyOptions {
  /** The engine's socket. */
  readonly target: string;
  /** ms that answers to requests for a list of containers are held back for. */
  readonly listDelayMs?: number;
}

interface Joined {
  readonly client: Socket;
  readonly engine: Socket;
  frozen: boolean;
}

const LIST = /^GET (?:\/v[\d.]+)?\/containers\/json/m;

/** A unix socket between Dev Loop and an engine, on which things go wrong when a test says so. It counts requests. */
export class FaultProxy {
  /** First lines of HTTP requests, without the version: `GET /containers/json?all=1`. */
  readonly requests: string[] = [];
  treatment: Treatment = { kind: "pass" };
  readonly #options: FaultProxyOptions;
  readonly #folder: string;
  readonly #sockets = new Set<Socket>();
  readonly #joined = new Set<Joined>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #server: Server | undefined;

  private constructor(folder: string, options: FaultProxyOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  static async open(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(await mkdtemp(path.join(tmpdir(), "devloop-proxy-")), options);
    await proxy.listen();
    return proxy;
  }

  get socket(): string {
    return path.join(this.#folder, "docker.sock");
  }

  get endpoint(): EndpointInfo {
    return { source: "setting", host: `unix://${this.socket}` };
  }

  /** Open ones from Dev Loop, those that are kept for the next request among them. */
  get connections(): number {
    return this.#joined.size;
  }

  /** Makes the socket's file, of a new inode each time. */
  async listen(): Promise<void> {
    const server = createServer((client) => this.#take(client));
    this.#server = server;
    server.listen(this.socket);
    await once(server, "listening");
  }

  /** The file goes, and nobody listens there any more; connections stay as they are. */
  vanish(): void {
    this.#server?.close();
    this.#server = undefined;
  }

  /** Nothing passes on the connections that there are, and neither side is told. */
  freeze(): void {
    for (const joined of this.#joined) {
      joined.frozen = true;
      joined.client.pause();
      joined.engine.pause();
    }
  }

  /** Breaks the connections that there are. */
  breakAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async remove(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.vanish();
    this.breakAll();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #take(client: Socket): void {
    this.#own(client);
    const { treatment } = this;
    switch (treatment.kind) {
      case "pass":
        this.#join(client, Number.POSITIVE_INFINITY);
        return;
      case "break":
        this.#join(client, treatment.afterBytes);
        return;
      case "mute":
        client.on("data", (chunk: Buffer) => this.#count(chunk));
        return;
      case "answer":
        client.once("data", (chunk: Buffer) => {
          this.#count(chunk);
          client.end(treatment.bytes);
        });
        return;
    }
  }

  #join(client: Socket, bytes: number): void {
    const engine = createConnection(this.#options.target);
    this.#own(engine);
    const joined: Joined = { client, engine, frozen: false };
    this.#joined.add(joined);
    for (const [socket, other] of [
      [client, engine],
      [engine, client],
    ] as const) {
      socket.on("close", () => {
        this.#joined.delete(joined);
        if (!joined.frozen) other.destroy();
      });
    }
    let left = bytes;
    let delayMs = 0;
    client.on("data", (chunk: Buffer) => {
      this.#count(chunk);
      // One request at a time is made on a connection.
      delayMs = LIST.test(chunk.toString("latin1")) ? (this.#options.listDelayMs ?? 0) : 0;
      engine.write(chunk);
    });
    engine.on("data", (chunk: Buffer) => {
      const passed = chunk.subarray(0, left);
      left -= passed.length;
      this.#later(delayMs, () => {
        if (!joined.frozen && client.writable) client.write(passed);
        if (left === 0) client.destroy();
      });
    });
  }

  /** What is held back equally long keeps its order. */
  #later(ms: number, work: () => void): void {
    if (ms === 0) {
      work();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }

  #count(chunk: Buffer): void {
    for (const [, request = ""] of chunk.toString("latin1").matchAll(/^([A-Z]+ \S+) HTTP\/1\.[01]\r$/gm))
      this.requests.push(request);
  }

  #own(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
