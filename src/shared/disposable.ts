/** Something with an owner that ends it. Ending twice does nothing. */
export interface Disposable {
  dispose(): void;
}

/** Ends everything it was given, last first; what is added after the end is ended at once. */
export class DisposableStore implements Disposable {
  readonly #items: Disposable[] = [];
  #disposed = false;

  get disposed(): boolean {
    return this.#disposed;
  }

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    for (let item = this.#items.pop(); item !== undefined; item = this.#items.pop()) item.dispose();
  }
}

/** Owns one thing at a time: what comes ends what was there. */
export class Replaceable implements Disposable {
  #current: Disposable | undefined;
  #disposed = false;

  get current(): Disposable | undefined {
    return this.#current;
  }

  set(next: Disposable | undefined): void {
    this.#current?.dispose();
    this.#current = this.#disposed ? undefined : next;
    if (this.#disposed) next?.dispose();
  }

  dispose(): void {
    this.#disposed = true;
    this.set(undefined);
  }
}

export function toDisposable(dispose: () => void): Disposable {
  return { dispose };
}
