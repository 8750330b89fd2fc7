import type { Disposable } from "../../shared/disposable.ts";
import type { EngineContainer } from "./container.ts";
import type { ImageEvent } from "./decodeEvent.ts";
import { fullImageName } from "./imageName.ts";
import { Questions } from "./questions.ts";

const AT_ONCE = 4;

export interface ImageNameOptions {
  /** Resolves with the id of the image that the name stands for; `undefined`: it stands for none. */
  ask(name: string, signal: AbortSignal): Promise<string | undefined>;
  /** {@link ImageNames.named} may say something else of this name's containers now. */
  answered(name: string): void;
  failed(name: string, error: unknown): void;
}

/**
 * What the names of the containers' images stand for now: each is asked about once, and again when an event says that
 * something happened to it. Names that no container has any more are forgotten.
 */
export class ImageNames implements Disposable {
  readonly #questions: Questions<string | undefined>;
  /** Name → image id; `undefined`: it stands for none, or could not be asked about. */
  readonly #answers = new Map<string, string | undefined>();
  /** Name → the name written out. */
  #used: ReadonlyMap<string, string> = new Map();

  constructor({ ask, answered, failed }: ImageNameOptions) {
    const settle = (name: string, id: string | undefined) => {
      this.#answers.set(name, id);
      answered(name);
    };
    this.#questions = new Questions({
      atOnce: AT_ONCE,
      ask,
      done: settle,
      failed: (name, error, last) => {
        if (!last) return;
        failed(name, error);
        settle(name, undefined);
      },
    });
  }

  /** The whole list: asks about all of its names, also where an answer is known. */
  listed(containers: Iterable<EngineContainer>): void {
    this.#replace(containers);
    for (const name of this.#used.keys()) this.#questions.ask(name);
  }

  /** Some of the containers are others now: asks about the names that are new. */
  changed(containers: Iterable<EngineContainer>): void {
    const before = this.#replace(containers);
    for (const name of this.#used.keys()) if (!before.has(name)) this.#questions.ask(name);
  }

  /**
   * Asks again about the names that it can be about. Docker (26.1 and 28.5) tells the name of a `tag` and a `pull`, of an
   * `untag` only with containerd's image store, else the image's id; of a `load`, neither the names that it moved.
   */
  happened({ action, id, names }: ImageEvent): void {
    const named = new Set(names.map(fullImageName));
    for (const [name, full] of this.#used) {
      const stoodForIt = id !== "" && this.#answers.get(name) === id;
      if (named.has(full) || stoodForIt || action === "load" || this.#questions.has(name))
        this.#questions.ask(name);
    }
  }

  /** The container with what its image's name stands for. Until that is answered, what it says already stays. */
  named(container: EngineContainer): EngineContainer {
    if (!this.#answers.has(container.image) || !isCompared(container)) return container;
    const { namedImageId: _before, ...rest } = container;
    const namedImageId = this.#answers.get(container.image);
    return namedImageId === undefined ? rest : { ...rest, namedImageId };
  }

  dispose(): void {
    this.#questions.dispose();
  }

  #replace(containers: Iterable<EngineContainer>): ReadonlyMap<string, string> {
    const before = this.#used;
    const used = new Map<string, string>();
    for (const container of containers) {
      if (!isCompared(container) || used.has(container.image)) continue;
      const full = before.get(container.image) ?? fullImageName(container.image);
      if (full !== undefined) used.set(container.image, full);
    }
    this.#used = used;
    for (const name of before.keys()) {
      if (used.has(name)) continue;
      this.#questions.forget(name);
      this.#answers.delete(name);
    }
    return before;
  }
}

/** Only what Compose would make anew: containers of no project keep the image that they were made from, and so do visitors. */
function isCompared({ labels, oneOff }: EngineContainer): boolean {
  return labels.project !== "" && !oneOff;
}
