import type { IncomingMessage } from "node:http";

/** A line of a container's log, as bare as the engine sends it; times in ms since the epoch. */
export interface BareLine {
  /** The engine's own. */
  readonly at: number;
  readonly receivedAt: number;
}

const HEADER_BYTES = 8;

/** The times of a log stream's lines: demultiplexed, and nothing else. */
export class BareLog {
  readonly #answer: IncomingMessage;
  readonly lines: BareLine[] = [];
  readonly #waiting = new Set<() => void>();
  #rest = Buffer.alloc(0);

  /** @param answer of `GET /containers/ID/logs` with `timestamps=1`, of a container without a terminal */
  constructor(answer: IncomingMessage) {
    this.#answer = answer;
    // Ending it breaks it off.
    answer.on("error", () => {});
    answer.on("data", (chunk: Buffer) => this.#add(chunk));
  }

  /** Resolves when so many have come. */
  count(lines: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.lines.length < lines) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  dispose(): void {
    this.#answer.destroy();
  }

  #add(chunk: Buffer): void {
    const receivedAt = Date.now();
    let bytes = Buffer.concat([this.#rest, chunk]);
    while (bytes.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + bytes.readUInt32BE(4);
      if (bytes.length < end) break;
      const frame = bytes.toString("utf8", HEADER_BYTES, end);
      this.lines.push({ at: Date.parse(frame.slice(0, frame.indexOf(" "))), receivedAt });
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes;
    for (const look of [...this.#waiting]) look();
  }
}
