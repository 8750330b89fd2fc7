/** The envelopes that cross a port. Only envelopes are checked here: both ends are built from one source. */
export type Message =
  | { readonly kind: "request"; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly kind: "cancel"; readonly id: number }
  | { readonly kind: "ack"; readonly id: number }
  | { readonly kind: "stream"; readonly id: number; readonly value: unknown }
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  | { readonly kind: "error"; readonly id: number; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: "event"; readonly name: string; readonly value: unknown };

/** `unavailable`: the other end is gone; `failed`: the request's own error, its message is for the user. */
export type ErrorCode = "cancelled" | "timeout" | "unavailable" | "failed";

export class RpcError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = "RpcError";
    this.code = code;
  }
}

const KINDS = new Set(["request", "cancel", "ack", "stream", "result", "error", "event"]);

/** `undefined` for anything that is no envelope; never throws. */
export function decodeMessage(data: unknown): Message | undefined {
  if (typeof data !== "object" || data === null || !("kind" in data)) return undefined;
  if (typeof data.kind !== "string" || !KINDS.has(data.kind)) return undefined;
  if (data.kind === "event")
    return "name" in data && typeof data.name === "string" ? (data as Message) : undefined;
  if (!("id" in data) || !Number.isSafeInteger(data.id)) return undefined;
  if (data.kind === "request" && !("method" in data && typeof data.method === "string")) return undefined;
  if (data.kind === "error" && !("message" in data && typeof data.message === "string")) return undefined;
  return data as Message;
}

/** Either end of a worker, a message channel, or a webview. */
export interface Port {
  post(message: Message): void;
  /** Called once; what arrives is not decoded yet. */
  listen(onMessage: (data: unknown) => void): void;
}
