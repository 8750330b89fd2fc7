import type { Disposable } from "./disposable.ts";
import { Emitter, type Event } from "./event.ts";
import type { CoreEvents, Method, Params, Result, Stream } from "./protocol.ts";
import { decodeMessage, type Message, type Port, RpcError } from "./rpcMessages.ts";

export interface CallOptions<M extends Method> {
  /** Ends the request on the other side; the call then rejects with `cancelled` once it has ended there. */
  readonly signal?: AbortSignal;
  /** Milliseconds until the request is cancelled and rejects with `timeout`. None for what takes its time. */
  readonly timeout?: number;
  /** Each value is acknowledged once this has returned or resolved: a slow reader slows the writer down. */
  readonly onStream?: (value: Stream<M>) => void | Promise<void>;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onStream: ((value: never) => void | Promise<void>) | undefined;
}

type EventValue = {
  [N in keyof CoreEvents]: { readonly name: N; readonly value: CoreEvents[N] };
}[keyof CoreEvents];

/** The asking end of the protocol. */
export class RpcClient implements Disposable {
  readonly #port: Port;
  readonly #pending = new Map<number, Pending>();
  readonly #events = new Emitter<EventValue>();
  readonly onEvent: Event<EventValue> = this.#events.event;
  #nextId = 1;
  #closed: string | undefined;

  constructor(port: Port) {
    this.#port = port;
    port.listen((data) => this.#receive(decodeMessage(data)));
  }

  call<M extends Method>(method: M, params: Params<M>, options: CallOptions<M> = {}): Promise<Result<M>> {
    if (this.#closed !== undefined) return Promise.reject(new RpcError("unavailable", this.#closed));
    if (options.signal?.aborted) return Promise.reject(new RpcError("cancelled", "Cancelled."));
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending.set(id, { resolve, reject, onStream: options.onStream });
    const cancel = () => this.#port.post({ kind: "cancel", id });
    options.signal?.addEventListener("abort", cancel, { once: true });
    const timer =
      options.timeout === undefined
        ? undefined
        : setTimeout(() => {
            cancel();
            this.#settle(id)?.reject(
              new RpcError("timeout", `No answer to ${method} in ${options.timeout} ms.`),
            );
          }, options.timeout);
    this.#port.post({ kind: "request", id, method, params });
    return promise.finally(() => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", cancel);
    }) as Promise<Result<M>>;
  }

  /** Rejects what is under way and everything asked from now on. */
  close(reason: string): void {
    this.#closed ??= reason;
    for (const id of [...this.#pending.keys()]) {
      this.#settle(id)?.reject(new RpcError("unavailable", reason));
    }
  }

  dispose(): void {
    this.close("Dev Loop has been stopped.");
    this.#events.dispose();
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #receive(message: Message | undefined): void {
    switch (message?.kind) {
      case "result":
        this.#settle(message.id)?.resolve(message.value);
        return;
      case "error":
        this.#settle(message.id)?.reject(new RpcError(message.code, message.message));
        return;
      case "stream":
        this.#deliver(message.id, message.value);
        return;
      case "event":
        this.#events.fire(message as unknown as EventValue);
        return;
      default:
        return;
    }
  }

  #deliver(id: number, value: unknown): void {
    // Acknowledged even where nobody reads, and where the reader threw: otherwise the writer would wait for ever.
    const ack = () => this.#port.post({ kind: "ack", id });
    const read = async () => this.#pending.get(id)?.onStream?.(value as never);
    void read().then(ack, ack);
  }
}
