import { request } from "node:http";
import { SILENT } from "../../../src/core/base/logger.ts";
import { createEngineClient } from "../../../src/core/engine/client.ts";
import type { EngineContainer } from "../../../src/core/engine/container.ts";
import { decodeInspect } from "../../../src/core/engine/decode.ts";
import { stripEscapes } from "../../../src/core/logs/escapes.ts";
import { followService } from "../../../src/core/logs/followService.ts";
import { LogHub } from "../../../src/core/logs/logHub.ts";
import type { LogLine, LogListener, LogMark } from "../../../src/core/logs/logLine.ts";
import { type LogStoreLimits, STORE_LIMITS } from "../../../src/core/logs/logStore.ts";
import { cargoWatch } from "../../../src/core/reload/readers/cargoWatch.ts";
import { Emitter } from "../../../src/shared/event.ts";
import type { LiveRun, LogMemory, LogRun } from "../support/logMessages.ts";

/** Reads a container's log as it is told, and says on its output what that took: see {@link LogRun}. */
const [how = "", socketPath = "", id = ""] = process.argv.slice(2);
const GB = 1024 ** 3;
/** Asked for by both: an engine takes longer to find a tail than to give all. */
const READ_BACK = 10_000_000;

/** A read with demultiplexing, as bare as Node has it. */
async function bare(): Promise<LogRun> {
  const path = `/containers/${id}/logs?stdout=1&stderr=1&timestamps=1&tail=${READ_BACK}`;
  const begun = performance.now();
  let lines = 0;
  let bytes = 0;
  let rest: Buffer = Buffer.alloc(0);
  await new Promise<void>((resolve, reject) => {
    request({ socketPath, path }, (answer) => {
      answer.on("data", (chunk: Buffer) => {
        const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        let from = 0;
        while (data.length - from >= 8) {
          const end = from + 8 + data.readUInt32BE(from + 4);
          if (data.length < end) break;
          lines++;
          bytes += data.subarray(from + 8, end).length;
          from = end;
        }
        rest = data.subarray(from);
      });
      answer.once("end", resolve).once("error", reject);
    })
      .once("error", reject)
      .end();
  });
  return { lines, bytes, ms: performance.now() - begun };
}

/** As a reload machine does: a string is made only of a line that passes the tool's byte test. */
class Reader implements LogListener {
  readonly #reader = cargoWatch.createReader(
    cargoWatch.usual({
      createdAt: 0,
      command: ["cargo", "watch", "-x", "run"],
      workingDir: "/app",
      tty: false,
      logDriver: "json-file",
      mounts: [],
    }),
  );
  readonly #ended = Promise.withResolvers<void>();
  readonly #done: (line: LogLine) => boolean;
  lineCount = 0;
  bytes = 0;

  /** @param done whether this is the last line that is waited for; else the log's end is */
  constructor(done: (line: LogLine) => boolean = () => false) {
    this.#done = done;
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  lines(_id: string, lines: readonly LogLine[]): void {
    for (const line of lines) {
      this.lineCount++;
      this.bytes += line.bytes.length;
      if (this.#reader.mayMatter(line.bytes)) this.#reader.read(stripEscapes(line.bytes.toString()), line);
      if (this.#done(line)) this.#ended.resolve();
    }
  }

  mark(_id: string, { kind }: LogMark): void {
    if (kind === "missing" || kind === "unreadable") this.#ended.reject(new Error(`The log is ${kind}.`));
    if (kind === "exited") this.#ended.resolve();
  }
}

async function withHub<T>(
  limits: LogStoreLimits,
  work: (hub: LogHub, container: EngineContainer) => Promise<T>,
): Promise<T> {
  const endpoint = { source: "setting", host: `unix://${socketPath}` } as const;
  const client = createEngineClient({ endpoint, env: {}, homeDir: "/nowhere" });
  const container = decodeInspect(await client.inspect(id));
  if (typeof container === "string") throw new Error("The container could not be read.");
  const never = new AbortController();
  const hub = new LogHub({
    connected: () => ({ client, ended: never.signal }),
    container: () => container,
    onContainersChanged: new Emitter<void>().event,
    logger: SILENT,
    limits,
    readBack: READ_BACK,
  });
  try {
    return await work(hub, container);
  } finally {
    hub.dispose();
    client.dispose();
  }
}

async function read(hub: LogHub): Promise<LogRun> {
  const reader = new Reader();
  const begun = performance.now();
  const subscription = hub.follow(id, reader);
  await reader.ended;
  const ms = performance.now() - begun;
  subscription.dispose();
  return { lines: reader.lineCount, bytes: reader.bytes, ms };
}

function memory(): { rss: number; heap: number; external: number } {
  // Twice: what the first one finalizes is free for the second.
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heap: heapUsed, external };
}

function measured(limits: LogStoreLimits): Promise<LogMemory> {
  return withHub(limits, async (hub) => {
    const before = memory();
    const run = await read(hub);
    const after = memory();
    const again = new Reader();
    const begun = performance.now();
    hub.follow(id, again);
    const replayMs = performance.now() - begun;
    return {
      ...run,
      lines: again.lineCount,
      bytes: again.bytes,
      rss: after.rss - before.rss,
      heap: after.heap - before.heap,
      external: after.external - before.external,
      replayMs,
    };
  });
}

/** Says `ready`, and follows the container until it prints `the end`, with a reader and a viewer. */
function live(): Promise<LiveRun> {
  return withHub(STORE_LIMITS, async (hub, container) => {
    const end = Buffer.from("the end");
    const reader = new Reader(({ bytes }) => bytes.equals(end));
    hub.follow(id, reader);
    const abort = new AbortController();
    const seen = Promise.withResolvers<void>();
    let viewed = 0;
    const viewing = followService({
      hub,
      containers: () => [container],
      onContainersChanged: new Emitter<void>().event,
      tail: 100,
      signal: abort.signal,
      emit: async (chunk) => {
        if (chunk.kind !== "text") return;
        viewed += chunk.text.split("\n").length - 1;
        if (chunk.text.endsWith("the end\n")) seen.resolve();
      },
    });
    process.stdout.write("ready\n");
    const begun = performance.now();
    await Promise.all([reader.ended, seen.promise]);
    const ms = performance.now() - begun;
    abort.abort();
    await viewing;
    return { lines: reader.lineCount, bytes: reader.bytes, ms, viewed };
  });
}

async function run(): Promise<LogRun> {
  switch (how) {
    case "bare":
      return bare();
    case "own":
      return withHub(STORE_LIMITS, read);
    case "all":
      return measured({ perContainer: GB, total: GB });
    case "cap":
      return measured(STORE_LIMITS);
    default:
      return live();
  }
}

process.stdout.write(`${JSON.stringify(await run())}\n`);
process.exit(0);
