import { share } from "../../shared/patch.ts";

interface Entry<T> {
  readonly inputs: readonly unknown[];
  readonly value: T;
}

/**
 * What was made last for each key: it is made again only where one of its inputs is another object, and parts of it
 * that come out equal keep their identity.
 */
export class Memo<T> {
  #before = new Map<string, Entry<T>>();
  #now = new Map<string, Entry<T>>();

  get(key: string, inputs: readonly unknown[], make: () => T): T {
    const before = this.#before.get(key);
    const entry = before !== undefined && isSame(before.inputs, inputs) ? before : made(before, inputs, make);
    this.#now.set(key, entry);
    return entry.value;
  }

  /** Forgets what was not asked for since it was called last. */
  sweep(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }
}

function made<T>(before: Entry<T> | undefined, inputs: readonly unknown[], make: () => T): Entry<T> {
  const value = make();
  return { inputs, value: before === undefined ? value : share(before.value, value) };
}

function isSame(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((input, index) => input === right[index]);
}
