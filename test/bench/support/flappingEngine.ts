import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import * as z from "zod/mini";
import { ROOT } from "../../../tools/build.ts";

/** What an engine (28.5) tells when a container with a health check is restarted. */
const STOP = ["kill", "die", "stop"];
const START = ["start", "restart", "health_status: healthy"];

const Any = z.record(z.string(), z.unknown());

interface Flapping {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  running: boolean;
}

/**
 * An engine on a unix socket whose containers restart all at once when it is told so, by a clock of its own. Its answers
 * are as large as a real engine's.
 */
export class FlappingEngine {
  readonly #inspection = z.parse(
    Any,
    JSON.parse(readFileSync(path.join(ROOT, "test", "streams", "engine", "inspect-running.json"), "utf8")),
  );
  readonly #containers = new Map<string, Flapping>();
  readonly #server: Server;
  readonly #listeners = new Set<ServerResponse>();
  #now: number;
  #requests = 0;

  private constructor(count: number) {
    this.#now = Date.parse("2026-01-01T00:00:00Z");
    for (let index = 0; index < count; index++) {
      const service = `service-${index}`;
      const id = index.toString(16).padStart(64, "a");
      this.#containers.set(id, { id, service, name: `shop-${service}-1`, running: true });
    }
    this.#server = createServer((request, response) => this.#serve(request, response));
  }

  static async listen(socket: string, count: number): Promise<FlappingEngine> {
    const engine = new FlappingEngine(count);
    engine.#server.listen(socket);
    await once(engine.#server, "listening");
    return engine;
  }

  /** When all containers were started last: milliseconds since the epoch. */
  get startedAt(): number {
    return this.#now;
  }

  get requests(): number {
    return this.#requests;
  }

  /** All of them stop, and start again `afterMs` of the engine's clock later. Resolves when everything has been told. */
  async restartAll(afterMs: number): Promise<void> {
    for (const container of this.#containers.values()) container.running = false;
    await this.#tell(STOP);
    this.#now += afterMs;
    for (const container of this.#containers.values()) container.running = true;
    await this.#tell(START);
  }

  async end(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #tell(actions: readonly string[]): Promise<void> {
    for (const container of this.#containers.values()) {
      const lines = actions.map((action) => `${JSON.stringify(this.#event(container, action))}\n`).join("");
      for (const listener of this.#listeners) {
        if (!listener.write(lines)) await once(listener, "drain");
      }
    }
  }

  #event(container: Flapping, action: string): unknown {
    const attributes = { ...this.#labels(container), image: "shop", name: container.name };
    const time = Math.floor(this.#now / 1000);
    return {
      Type: "container",
      Action: action,
      Actor: { ID: container.id, Attributes: attributes },
      scope: "local",
      time,
      timeNano: time * 1e9,
    };
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    this.#requests++;
    const url = new URL(request.url ?? "/", "http://engine");
    response.setHeader("Api-Version", "1.51");
    response.setHeader("Server", "Docker/28.5.2 (linux)");
    const [, id] = /^\/containers\/([^/]+)\/json$/.exec(url.pathname) ?? [];
    const container = this.#containers.get(id ?? "");
    if (url.pathname === "/events") this.#listen(response);
    else if (url.pathname === "/containers/json") this.#answer(response, this.#list(url.searchParams));
    else if (container !== undefined) this.#answer(response, this.#inspected(container));
    else if (url.pathname.startsWith("/images/")) this.#answer(response, { Id: "sha256:1" });
    else response.writeHead(404).end("{}");
  }

  #listen(response: ServerResponse): void {
    this.#listeners.add(response);
    response.on("close", () => this.#listeners.delete(response));
    response.flushHeaders();
  }

  #list(query: URLSearchParams): unknown[] {
    const filters = z.parse(
      z.object({ id: z.optional(z.array(z.string())) }),
      JSON.parse(query.get("filters") ?? "{}"),
    );
    const wanted = filters.id === undefined ? undefined : new Set(filters.id);
    return [...this.#containers.values()]
      .filter(({ id }) => wanted?.has(id) ?? true)
      .map((container) => ({
        Id: container.id,
        Names: [`/${container.name}`],
        Image: "shop",
        ImageID: "sha256:1",
        Command: "/bin/idle",
        Labels: this.#labels(container),
        State: container.running ? "running" : "exited",
        Status: container.running ? "Up 1 second (healthy)" : "Exited (137) Less than a second ago",
        Ports: [],
        Mounts: [],
      }));
  }

  #inspected({ id, name, running, ...container }: Flapping): unknown {
    const time = new Date(this.#now).toISOString();
    return {
      ...this.#inspection,
      Id: id,
      Name: `/${name}`,
      Image: "sha256:1",
      Config: { ...z.parse(Any, this.#inspection["Config"]), Image: "shop", Labels: this.#labels(container) },
      State: {
        ...z.parse(Any, this.#inspection["State"]),
        Status: running ? "running" : "exited",
        ExitCode: running ? 0 : 137,
        StartedAt: time,
        FinishedAt: time,
        Health: { Status: "healthy" },
      },
    };
  }

  #labels({ service }: Pick<Flapping, "service">): Record<string, string> {
    return {
      "com.docker.compose.project": "shop",
      "com.docker.compose.service": service,
      "com.docker.compose.container-number": "1",
      "com.docker.compose.oneoff": "False",
      "com.docker.compose.project.config_files": "/shop/compose.yml",
      "com.docker.compose.project.working_dir": "/shop",
      "com.docker.compose.config-hash": "a".repeat(64),
      "com.docker.compose.image": "sha256:1",
      "com.docker.compose.version": "2.40.3",
    };
  }

  #answer(response: ServerResponse, body: unknown): void {
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(body));
  }
}
