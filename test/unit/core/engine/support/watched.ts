import { createEngineClient } from "../../../../../src/core/engine/client.ts";
import type { ContainerChange, EngineContainer } from "../../../../../src/core/engine/container.ts";
import { Engine } from "../../../../../src/core/engine/engine.ts";
import { Emitter } from "../../../../../src/shared/event.ts";
import type { EndpointInfo, EngineState } from "../../../../../src/shared/model.ts";

/** An engine as its users see it: its states, its changes, and the containers that follow from them. */
export class Watched {
  readonly engine: Engine;
  readonly states: EngineState[] = [];
  readonly changes: ContainerChange[] = [];
  readonly warnings: string[] = [];
  /** `undefined` before the first list, and while the engine is lost. */
  containers: Map<string, EngineContainer> | undefined;
  readonly #changed = new Emitter<void>();
  readonly onChanged = this.#changed.event;

  /** @param of an endpoint that the usual client leads to, or an engine that was made elsewhere */
  constructor(of: EndpointInfo | Engine) {
    this.engine = of instanceof Engine ? of : this.#engineAt(of);
    this.engine.onDidChangeState((state) => {
      this.states.push(state);
      this.#changed.fire();
    });
    this.engine.onDidChangeContainers((change) => {
      this.changes.push(change);
      this.#apply(change);
      this.#changed.fire();
    });
  }

  get kinds(): string[] {
    return this.states.map(({ kind }) => kind);
  }

  /** Resolves as soon as it is so; a test that waits in vain ends by its own limit, and says what there was. */
  async until(what: string, condition: () => boolean, limitMs = 10_000): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const subscription = this.onChanged(() => {
        if (!condition()) return;
        clearTimeout(timer);
        subscription.dispose();
        resolve();
      });
      const timer = setTimeout(() => {
        subscription.dispose();
        const seen = JSON.stringify([this.states.at(-1), [...(this.containers?.values() ?? [])]]);
        reject(new Error(`Waited in vain until ${what}. There was: ${seen}`));
      }, limitMs);
    });
  }

  async untilStatus(id: string, status: string, limitMs?: number): Promise<void> {
    await this.until(`${id} is ${status}`, () => this.containers?.get(id)?.status === status, limitMs);
  }

  #engineAt(endpoint: EndpointInfo): Engine {
    const warn = (text: string) => this.warnings.push(text);
    return new Engine({
      endpoint,
      client: createEngineClient({ endpoint, env: {}, homeDir: "/nowhere" }),
      logger: { debug() {}, info() {}, warn, error: warn },
      random: () => 0,
    });
  }

  #apply(change: ContainerChange): void {
    if (change.kind === "listed") this.containers = new Map(change.containers.map((each) => [each.id, each]));
    else if (change.kind === "lost") this.containers = undefined;
    else if (change.kind === "changed") this.containers?.set(change.container.id, change.container);
    else this.containers?.delete(change.id);
  }
}
