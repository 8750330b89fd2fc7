import type { CoreWorker } from "../../../../src/host/core/coreWorker.ts";
import type { Message } from "../../../../src/shared/rpcMessages.ts";

/** A core that says what the test has it say. */
export class FakeWorker implements CoreWorker {
  readonly received: Message[] = [];
  readonly #ended = Promise.withResolvers<Error | undefined>();
  readonly ended = this.#ended.promise;
  #listener: (data: unknown) => void = () => {};
  orders: ("shutDown" | "terminate")[] = [];

  readonly port = {
    post: (message: Message) => {
      this.received.push(message);
    },
    listen: (onMessage: (data: unknown) => void) => {
      this.#listener = onMessage;
    },
  };

  say(message: Message): void {
    this.#listener(message);
  }

  /** Answers the first request of this name that came. */
  answer(method: string, value: unknown): void {
    const request = this.received.find((message) => message.kind === "request" && message.method === method);
    if (request?.kind !== "request") throw new Error(`no ${method} was asked`);
    this.say({ kind: "result", id: request.id, value });
  }

  crash(message: string): void {
    this.#ended.resolve(new Error(message));
  }

  shutDown(): void {
    this.orders.push("shutDown");
  }

  terminate(): void {
    this.orders.push("terminate");
    this.#ended.resolve(undefined);
  }

  exit(): void {
    this.#ended.resolve(undefined);
  }
}
