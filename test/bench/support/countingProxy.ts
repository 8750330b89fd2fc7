import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createConnection, createServer, type Server, type Socket } from "node:net";

/** A unix socket that passes everything on to another one, both ways, and counts. */
export class CountingProxy {
  readonly path: string;
  /** First lines of HTTP requests: `GET /containers/json HTTP/1.1`. */
  readonly requests: string[] = [];
  /** What the other end sent. */
  bytesReceived = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(path: string, target: string) {
    this.path = path;
    this.#server = createServer((client) => this.#join(client, createConnection(target)));
    this.#server.listen(path);
  }

  static async listen(path: string, target: string): Promise<CountingProxy> {
    const proxy = new CountingProxy(path, target);
    await once(proxy.#server, "listening");
    return proxy;
  }

  async end(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await rm(this.path, { force: true });
  }

  #join(client: Socket, engine: Socket): void {
    for (const [socket, other] of [
      [client, engine],
      [engine, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    // Requests without a body, each written at once: none of their lines is cut.
    client.on("data", (chunk: Buffer) => {
      this.requests.push(...(chunk.toString("latin1").match(/^[A-Z]+ \S+ HTTP\/1\.[01]$/gm) ?? []));
    });
    engine.on("data", (chunk: Buffer) => {
      this.bytesReceived += chunk.length;
    });
    client.pipe(engine);
    engine.pipe(client);
  }
}
