import type { LogChunk } from "../../shared/protocol.ts";
import type { LogHub } from "./logHub.ts";
import type { LogLine, LogMark } from "./logLine.ts";
import { noteOf, skippedNote } from "./logNotes.ts";
import type { Checkpoint, LogSink } from "./logStore.ts";

/** How much is emitted at once. */
const BATCH_BYTES = 64 * 1024;

export interface ContainerFollowerOptions {
  readonly hub: LogHub;
  readonly id: string;
  /** As Compose calls it: `backend-1`. */
  readonly name: string;
  /** Created while its service was followed: nobody has seen any of its log. */
  readonly isNew: boolean;
  readonly tail: number;
  readonly signal: AbortSignal;
  readonly emit: (chunk: LogChunk) => Promise<void>;
}

/** Gives one container's log from the store at its reader's pace, which holds nothing else up. */
export class ContainerFollower {
  readonly #options: ContainerFollowerOptions;
  /** What is to be emitted next. */
  #chunks: LogChunk[] = [];
  /** The last that was told of it is the end of a run. */
  #exited = false;
  #gone = false;
  #news = Promise.withResolvers<void>();

  constructor(options: ContainerFollowerOptions) {
    this.#options = options;
  }

  /** Resolves when the container is gone and all was given, or the signal says so; rejects with what `emit` rejects with. */
  async follow(): Promise<void> {
    const { hub, id, isNew, tail, signal } = this.#options;
    if (signal.aborted) return;
    const news = () => this.#news.resolve();
    signal.addEventListener("abort", news);
    if (isNew) this.#note({ kind: "created" });
    const watched = hub.watch(id, {
      lines: news,
      mark: (_id, mark) => {
        // The one that the store does not keep.
        if (mark.kind === "waiting") this.#note(mark);
        news();
      },
    });
    try {
      let from: Checkpoint | undefined;
      while (!signal.aborted) {
        this.#news = Promise.withResolvers();
        if (isNew) from ??= hub.store.start(id);
        else if (hub.isReadBack(id)) from ??= hub.store.tail(id, tail);
        const before = from;
        if (from !== undefined) from = hub.store.read(id, from, BATCH_BYTES, this.#sink);
        const atEnd = from?.segment === before?.segment && from?.at === before?.at;
        await this.#emit();
        if (atEnd && this.#gone) return;
        if (atEnd && !signal.aborted) await this.#news.promise;
      }
    } finally {
      signal.removeEventListener("abort", news);
      watched.dispose();
    }
  }

  readonly #sink: LogSink = {
    dropped: (lines) => this.#chunks.push({ kind: "note", text: skippedNote(this.#options.name, lines) }),
    lines: (lines) => this.#text(lines),
    mark: (mark) => {
      this.#note(mark);
      this.#exited = mark.kind === "exited";
      this.#gone = mark.kind === "removed";
    },
  };

  #text(lines: readonly LogLine[]): void {
    let text = "";
    for (const { bytes } of lines) text += `${bytes.toString()}\n`;
    this.#chunks.push({ kind: "text", containerId: this.#options.id, text });
  }

  #note(mark: LogMark): void {
    const text = noteOf(mark, this.#options.name, this.#exited);
    if (text !== undefined) this.#chunks.push({ kind: "note", text });
  }

  async #emit(): Promise<void> {
    for (const chunk of this.#chunks.splice(0)) {
      if (this.#options.signal.aborted) return;
      await this.#options.emit(chunk);
    }
  }
}
