/** How long others wait at most while files are looked at. */
const SLICE_MS = 8;

/** Long work without waiting (to ask the file system takes less time than to wait for its answer), cut into slices. */
export class Slices {
  readonly #signal: AbortSignal;
  readonly #until: number;
  #sliceEnd = performance.now() + SLICE_MS;

  /** @param time ms that it may take */
  constructor(time: number, signal: AbortSignal) {
    this.#signal = signal;
    this.#until = performance.now() + time;
  }

  /** It has taken longer than it may. */
  get isOver(): boolean {
    return performance.now() > this.#until;
  }

  get isSliceOver(): boolean {
    return performance.now() > this.#sliceEnd;
  }

  /** Lets others go on; rejects as the signal aborts. */
  async next(): Promise<void> {
    this.#signal.throwIfAborted();
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#signal.throwIfAborted();
    this.#sliceEnd = performance.now() + SLICE_MS;
  }
}
