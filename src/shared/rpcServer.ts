import type { Disposable } from "./disposable.ts";
import type { CoreEvents, Method, Params, Result, Stream } from "./protocol.ts";
import { decodeMessage, type Message, type Port, RpcError } from "./rpcMessages.ts";

/** How a handler tells what it has so far: resolves when there is room for more. */
export type Emit<T> = (value: T) => Promise<void>;

export type Handlers = {
  readonly [M in Method]: (
    params: Params<M>,
    context: { readonly signal: AbortSignal; readonly emit: Emit<Stream<M>> },
  ) => Promise<Result<M>>;
};

/** Values under way before `emit` waits: enough to hide the hop, little enough to bound the memory. */
const WINDOW = 16;

/** The serving end of the protocol. */
export class RpcServer implements Disposable {
  readonly #port: Port;
  readonly #handlers: Handlers;
  readonly #running = new Map<number, { readonly abort: AbortController; readonly window: Window }>();

  constructor(port: Port, handlers: Handlers) {
    this.#port = port;
    this.#handlers = handlers;
    port.listen((data) => this.#receive(decodeMessage(data)));
  }

  tell<N extends keyof CoreEvents>(name: N, value: CoreEvents[N]): void {
    this.#port.post({ kind: "event", name, value });
  }

  /** Cancels everything under way. */
  dispose(): void {
    for (const { abort } of this.#running.values()) abort.abort();
  }

  #receive(message: Message | undefined): void {
    switch (message?.kind) {
      case "request":
        void this.#serve(message.id, message.method, message.params);
        return;
      case "cancel":
        this.#running.get(message.id)?.abort.abort();
        return;
      case "ack":
        this.#running.get(message.id)?.window.release();
        return;
      default:
        return;
    }
  }

  async #serve(id: number, method: string, params: unknown): Promise<void> {
    const abort = new AbortController();
    const window = new Window(abort.signal);
    this.#running.set(id, { abort, window });
    const emit = async (value: unknown) => {
      this.#port.post({ kind: "stream", id, value });
      await window.acquire();
    };
    try {
      if (!Object.hasOwn(this.#handlers, method)) throw new RpcError("failed", `Unknown request: ${method}.`);
      // The method's name was just checked against the table that the types were made from.
      const handler = this.#handlers[method as Method] as (
        params: unknown,
        context: { signal: AbortSignal; emit: Emit<unknown> },
      ) => Promise<unknown>;
      const value = await handler(params, { signal: abort.signal, emit });
      this.#port.post({ kind: "result", id, value });
    } catch (error) {
      this.#port.post({ kind: "error", id, ...describe(error, abort.signal) });
    } finally {
      this.#running.delete(id);
      window.close();
    }
  }
}

function describe(error: unknown, signal: AbortSignal): { code: RpcError["code"]; message: string } {
  if (error instanceof RpcError) return { code: error.code, message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return signal.aborted ? { code: "cancelled", message: "Cancelled." } : { code: "failed", message };
}

class Window {
  #free = WINDOW;
  #closed = false;
  readonly #waiting: (() => void)[] = [];

  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", () => this.close(), { once: true });
  }

  async acquire(): Promise<void> {
    if (this.#closed || --this.#free > 0) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  release(): void {
    this.#free++;
    this.#waiting.shift()?.();
  }

  close(): void {
    this.#closed = true;
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
