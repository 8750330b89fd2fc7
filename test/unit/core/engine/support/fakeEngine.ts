import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { EndpointInfo } from "../../../../../src/shared/model.ts";
import type { FakeContainer } from "./fakeContainer.ts";

export interface FakeEngineOptions {
  readonly apiVersion?: string;
}

type Hook = (request: IncomingMessage, response: ServerResponse) => Promise<boolean> | boolean;

/** A small Docker engine on a real Unix socket: it knows containers, tells events, and does what a test says. */
export class FakeEngine {
  readonly containers = new Map<string, FakeContainer>();
  /** Image name → image id. */
  readonly images = new Map<string, string>();
  /** Every request's path, without its query. */
  readonly requests: string[] = [];
  readonly queries: URLSearchParams[] = [];
  readonly #options: FakeEngineOptions;
  readonly #folder: string;
  readonly #sockets = new Set<Socket>();
  readonly #listeners = new Set<ServerResponse>();
  readonly #hooks = new Map<string, Hook>();
  #server: Server | undefined;

  private constructor(folder: string, options: FakeEngineOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  static async create(options: FakeEngineOptions = {}): Promise<FakeEngine> {
    return new FakeEngine(await mkdtemp(path.join(tmpdir(), "devloop-engine-")), options);
  }

  static async start(options: FakeEngineOptions = {}): Promise<FakeEngine> {
    const engine = await FakeEngine.create(options);
    await engine.listen();
    return engine;
  }

  get socket(): string {
    return path.join(this.#folder, "docker.sock");
  }

  get endpoint(): EndpointInfo {
    return { source: "setting", host: `unix://${this.socket}` };
  }

  /** How many event streams are open. */
  get listeners(): number {
    return this.#listeners.size;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  async listen(): Promise<void> {
    const server = createServer((request, response) => void this.#serve(request, response));
    server.keepAliveTimeout = 60_000;
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.socket, resolve);
    });
  }

  /** As an engine that stops: every connection breaks, and the socket is gone. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    this.breakConnections();
    await closed;
  }

  breakConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#listeners.clear();
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Called before a path is served as usual; true: it was answered, or never will be. */
  on(requestPath: string, hook: Hook): void {
    this.#hooks.set(requestPath, hook);
  }

  off(requestPath: string): void {
    this.#hooks.delete(requestPath);
  }

  add(...containers: FakeContainer[]): void {
    for (const container of containers) this.containers.set(container.id, container);
  }

  /** Tells everybody who listens. */
  tell(action: string, id: string): void {
    const time = Math.floor(Date.now() / 1000);
    this.write(
      `${JSON.stringify({ Type: "container", Action: action, Actor: { ID: id, Attributes: {} }, time })}\n`,
    );
  }

  /** @param told its name, or its id where Docker tells that */
  tellImage(action: string, id: string, told: string): void {
    const time = Math.floor(Date.now() / 1000);
    const Actor = { ID: id, Attributes: { name: told } };
    this.write(`${JSON.stringify({ Type: "image", Action: action, Actor, time })}\n`);
  }

  write(raw: string | Buffer): void {
    for (const listener of this.#listeners) listener.write(raw);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://engine");
    this.requests.push(url.pathname);
    this.queries.push(url.searchParams);
    response.setHeader("Api-Version", this.#options.apiVersion ?? "1.51");
    response.setHeader("Server", "Docker/28.5.2 (linux)");
    response.on("error", () => {});
    if (await this.#hooks.get(url.pathname)?.(request, response)) return;
    const [, id, what] = /^\/containers\/([^/]+)\/(json|logs)$/.exec(url.pathname) ?? [];
    if (url.pathname === "/events") this.#listen(response);
    else if (url.pathname === "/_ping") response.end("OK");
    else if (url.pathname === "/containers/json") {
      answer(
        response,
        200,
        [...this.containers.values()].map((container) => container.entry(this.images.get(container.image))),
      );
    } else if (url.pathname.startsWith("/images/")) this.#image(url.pathname, response);
    else if (id !== undefined) this.#container(id, what, url.searchParams, response);
    else answer(response, 404, { message: "page not found" });
  }

  #listen(response: ServerResponse): void {
    this.#listeners.add(response);
    response.on("close", () => this.#listeners.delete(response));
    response.flushHeaders();
  }

  #image(pathname: string, response: ServerResponse): void {
    const name = decodeURIComponent(/^\/images\/(.+)\/json$/.exec(pathname)?.[1] ?? "");
    const id = this.images.get(name);
    if (id === undefined) answer(response, 404, { message: `No such image: ${name}` });
    else answer(response, 200, { Id: id, RepoTags: [name] });
  }

  #container(id: string, what: string | undefined, query: URLSearchParams, response: ServerResponse): void {
    const container = this.containers.get(id);
    if (!container) answer(response, 404, { message: `No such container: ${id}` });
    else if (what === "logs") container.serveLog(query, response);
    else answer(response, 200, container.inspected());
  }
}

export function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}
