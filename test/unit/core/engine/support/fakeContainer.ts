import type { ServerResponse } from "node:http";
import { changeOrTimeout } from "../../../../../src/core/engine/waiting.ts";
import { Emitter } from "../../../../../src/shared/event.ts";

const EPOCH = Date.parse("2026-11-21T10:00:00Z");

/** A container of the fake engine, with Compose's labels and a log. */
export class FakeContainer {
  readonly id: string;
  readonly service: string;
  readonly number: number;
  name: string;
  /** As it was given when the container was made. */
  image = "shop";
  imageId = "sha256:1";
  status = "created";
  health: string | undefined;
  exitCode = 0;
  oomKilled = false;
  /** How often it was started. */
  runs = 0;
  readonly log: { readonly nanos: number; readonly text: string; readonly stream: number }[] = [];
  /** Lines that rotation has dropped from the log's start. */
  dropped = 0;
  readonly #followers = new Set<ServerResponse>();
  readonly #changed = new Emitter<void>();
  #loose = false;

  constructor(id: string, service = "backend", number = 1) {
    this.id = id;
    this.service = service;
    this.number = number;
    this.name = `shop-${service}-${number}`;
  }

  /** Not one of Compose's. */
  static loose(id: string, name: string): FakeContainer {
    const container = new FakeContainer(id);
    container.#loose = true;
    container.name = name;
    return container;
  }

  get followers(): number {
    return this.#followers.size;
  }

  /** Resolves as soon as so many connections follow the log. */
  async untilFollowers(count: number): Promise<void> {
    const limit = AbortSignal.timeout(10_000);
    while (this.followers !== count) {
      await changeOrTimeout(this.#changed.event, limit);
      limit.throwIfAborted();
    }
  }

  get labels(): Record<string, string> {
    if (this.#loose) return {};
    return {
      "com.docker.compose.project": "shop",
      "com.docker.compose.service": this.service,
      "com.docker.compose.container-number": String(this.number),
      "com.docker.compose.project.config_files": "/shop/compose.yml",
      "com.docker.compose.project.working_dir": "/shop",
      "com.docker.compose.image": this.imageId,
    };
  }

  start(): this {
    this.status = "running";
    this.runs++;
    return this;
  }

  stop(exitCode = 0): this {
    this.status = "exited";
    this.exitCode = exitCode;
    for (const follower of this.#followers) follower.end();
    this.#followers.clear();
    return this;
  }

  /** @param nanos the time since the epoch of the fake, by which the log is in order */
  print(nanos: number, text: string, stream = 1): this {
    const line = { nanos, text, stream };
    this.log.push(line);
    for (const follower of this.#followers) follower.write(toFrame(line));
    return this;
  }

  /** @param named the id that its image's name stands for now; without it, the one that it was made from */
  entry(named: string | undefined = this.imageId): unknown {
    const health = this.health === undefined ? "" : ` (${this.health})`;
    return {
      Id: this.id,
      Names: [`/${this.name}`],
      Image: named === this.imageId ? this.image : this.imageId,
      ImageID: this.imageId,
      Labels: this.labels,
      State: this.status,
      Status: this.status === "exited" ? `Exited (${this.exitCode}) 1 second ago` : `Up 1 second${health}`,
      Ports: [],
    };
  }

  inspected(): unknown {
    const never = "0001-01-01T00:00:00Z";
    return {
      Id: this.id,
      Name: `/${this.name}`,
      Image: this.imageId,
      Config: { Image: this.image, Labels: this.labels },
      State: {
        Status: this.status,
        ExitCode: this.exitCode,
        OOMKilled: this.oomKilled,
        StartedAt: this.runs === 0 ? never : new Date(EPOCH + this.runs * 1000).toISOString(),
        FinishedAt: this.status === "exited" ? new Date(EPOCH + this.runs * 1000 + 500).toISOString() : never,
        ...(this.health === undefined ? {} : { Health: { Status: this.health } }),
      },
      NetworkSettings: { Ports: {} },
    };
  }

  /** As Docker does: the tail of what is not older than `since`, and then what comes, until the container stops. */
  serveLog(query: URLSearchParams, response: ServerResponse): void {
    const since = query.get("since");
    const tail = query.get("tail") === "all" ? Number.POSITIVE_INFINITY : Number(query.get("tail"));
    const kept = this.log.slice(this.dropped);
    const lines = kept
      .slice(Math.max(0, kept.length - tail))
      .filter((line) => since === null || toSeconds(line.nanos) >= since);
    response.writeHead(200, { "Content-Type": "application/vnd.docker.multiplexed-stream" });
    response.flushHeaders();
    for (const line of lines) response.write(toFrame(line));
    if (query.get("follow") !== "true" || this.status !== "running") {
      response.end();
      return;
    }
    this.#followers.add(response);
    response.on("close", () => {
      this.#followers.delete(response);
      this.#changed.fire();
    });
    this.#changed.fire();
  }
}

function toFrame({ nanos, text, stream }: { nanos: number; text: string; stream: number }): Buffer {
  const time = new Date(EPOCH + Math.floor(nanos / 1e9) * 1000).toISOString().slice(0, 19);
  const payload = Buffer.from(`${time}.${String(nanos % 1e9).padStart(9, "0")}Z ${text}`);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** All are of one length, so that they compare as texts do. */
function toSeconds(nanos: number): string {
  return `${EPOCH / 1000 + Math.floor(nanos / 1e9)}.${String(nanos % 1e9).padStart(9, "0")}`;
}
