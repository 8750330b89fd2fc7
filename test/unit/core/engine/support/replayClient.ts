import { Readable } from "node:stream";
import type { EngineClient } from "../../../../../src/core/engine/client.ts";
import type { EngineStream } from "../../../../../src/core/engine/engineStream.ts";
import type {
  Report,
  ReportFailure,
  ReportLine,
  ReportRequest,
} from "../../../../../src/core/engine/recording/format.ts";
import { EngineTimeout } from "../../../../../src/core/engine/timeLimit.ts";
import { ReportWorld } from "./reportWorld.ts";

interface Pending {
  readonly key: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * An engine that says what a report says, in the report's order, as fast as it is taken. What is asked now and was not
 * asked then (the code has changed since) is answered by what the report has told up to that point.
 */
export class ReplayClient implements EngineClient {
  readonly #lines: readonly ReportLine[];
  /** Request → what tells it from others. */
  readonly #keys: ReadonlyMap<number, string>;
  /** Those of requests that were under way when the recording ended. */
  readonly #unanswered: ReadonlySet<string>;
  readonly #world = new ReportWorld();
  #position = 0;
  #pending: Pending[] = [];
  #stream: Readable | undefined;

  constructor({ lines }: Report) {
    this.#lines = lines;
    this.#keys = new Map(
      lines.flatMap((line) => (line.kind === "asked" ? [[line.n, keyOf(line.request)]] : [])),
    );
    const over = new Set(
      lines.flatMap((line) => (line.kind === "answered" || line.kind === "failed" ? [line.n] : [])),
    );
    this.#unanswered = new Set([...this.#keys].filter(([n]) => !over.has(n)).map(([, key]) => key));
  }

  /** @param wake has the engine list its containers, or connect, at once: what a user or an action did then */
  async play(wake: () => void): Promise<void> {
    for (const line of this.#lines) {
      await settled();
      this.#world.learn(line);
      this.#position++;
      this.#play(line, wake);
    }
    await settled();
  }

  async ping(signal?: AbortSignal): Promise<void> {
    await this.#ask({ kind: "ping" }, signal);
  }

  version(signal?: AbortSignal): Promise<unknown> {
    return this.#ask({ kind: "version" }, signal);
  }

  list(signal?: AbortSignal, ids?: readonly string[]): Promise<unknown> {
    return this.#ask({ kind: "list", ...(ids === undefined ? {} : { ids: [...ids] }) }, signal);
  }

  inspect(id: string, signal?: AbortSignal): Promise<unknown> {
    return this.#ask({ kind: "inspect", id }, signal);
  }

  image(name: string, signal?: AbortSignal): Promise<unknown> {
    return this.#ask({ kind: "image", name }, signal);
  }

  async events({ signal }: { readonly signal: AbortSignal }): Promise<EngineStream> {
    // A report tells the headers as the answer's value.
    const told = (await this.#ask({ kind: "events" }, signal)) as Omit<EngineStream, "body">;
    const body = new Readable({ read() {}, signal });
    body.on("error", () => {});
    this.#stream = body;
    return { ...told, body };
  }

  top(): Promise<unknown> {
    return Promise.reject(new Error("A report has no processes."));
  }

  logs(): Promise<Readable> {
    return Promise.reject(new Error("A report has no logs."));
  }

  archive(): Promise<never> {
    return Promise.reject(new Error("A report has no files."));
  }

  dispose(): void {
    this.#stream?.destroy();
  }

  #play(line: ReportLine, wake: () => void): void {
    switch (line.kind) {
      case "asked": {
        const isWake = line.request.kind === "events" || (line.request.kind === "list" && !line.request.ids);
        if (isWake && !this.#pending.some(({ key }) => key === keyOf(line.request))) wake();
        return;
      }
      case "answered":
        this.#take(line.n)?.resolve(line.value);
        return;
      case "failed":
        // Who gave it up then gives it up now, by itself.
        if (!line.error.aborted) this.#take(line.n)?.reject(toError(line.error));
        return;
      case "event":
        this.#stream?.push(`${line.text ?? JSON.stringify(line.event)}\n`);
        return;
      case "ended":
        if (line.error) this.#stream?.destroy(toError(line.error));
        else this.#stream?.push(null);
        this.#stream = undefined;
        return;
      default:
        return;
    }
  }

  #ask(request: ReportRequest, signal: AbortSignal | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const pending: Pending = { key: keyOf(request), resolve, reject };
      const give = () => {
        this.#pending = this.#pending.filter((each) => each !== pending);
        reject(signal?.reason);
      };
      if (signal?.aborted) give();
      else if (this.#isAhead(pending.key)) {
        this.#pending.push(pending);
        signal?.addEventListener("abort", give, { once: true });
      } else {
        try {
          resolve(this.#world.answer(request));
        } catch (error) {
          reject(error);
        }
      }
    });
  }

  #take(n: number): Pending | undefined {
    const key = this.#keys.get(n);
    const index = this.#pending.findIndex((each) => each.key === key);
    return index === -1 ? undefined : this.#pending.splice(index, 1)[0];
  }

  /** Whether the report goes on to answer it, or ended before it was answered. */
  #isAhead(key: string): boolean {
    const answers = this.#lines.slice(this.#position).filter(isAnswer);
    return this.#unanswered.has(key) || answers.some(({ n }) => this.#keys.get(n) === key);
  }
}

function isAnswer(line: ReportLine): line is Extract<ReportLine, { kind: "answered" | "failed" }> {
  return line.kind === "answered" || (line.kind === "failed" && !line.error.aborted);
}

/** From when on events are asked for depends on the clock. */
function keyOf(request: ReportRequest): string {
  return JSON.stringify(request.kind === "events" ? { kind: "events" } : request);
}

function toError({ message, statusCode, code, limitMs }: ReportFailure): Error {
  if (limitMs !== undefined) return new EngineTimeout(message, limitMs);
  const status = statusCode === undefined ? {} : { statusCode };
  return Object.assign(new Error(message), status, code === undefined ? {} : { code });
}

/** Long enough for whoever reads the stream, or waits for an answer, to ask what it asks next. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}
