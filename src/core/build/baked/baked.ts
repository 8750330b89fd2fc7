import type { BakedState } from "../../../shared/builds.ts";
import { type Disposable, DisposableStore } from "../../../shared/disposable.ts";
import { Emitter, type Event } from "../../../shared/event.ts";
import { BakedService, type BakedServicePorts } from "./bakedService.ts";
import type { BuiltService } from "./services.ts";

export interface BakedChange {
  readonly stackId: string;
  readonly service: string;
  readonly baked: BakedState | undefined;
}

interface Entry {
  readonly stackId: string;
  readonly service: string;
  readonly baked: BakedService;
  told: BakedState | undefined;
}

/** Of every service that is built here: whether its image holds the code in the editor. */
export class Baked implements Disposable {
  readonly #ports: BakedServicePorts;
  readonly #owned = new DisposableStore();
  readonly #entries = new Map<string, Entry>();
  readonly #onDidChange = this.#owned.add(new Emitter<BakedChange>());
  readonly onDidChange: Event<BakedChange> = this.#onDidChange.event;
  readonly #onDidLook = this.#owned.add(new Emitter<void>());
  readonly onDidLook: Event<void> = this.#onDidLook.event;

  constructor(ports: BakedServicePorts) {
    this.#ports = ports;
  }

  get looked(): boolean {
    return [...this.#entries.values()].every(({ baked }) => baked.looked);
  }

  /** @param services all that there are now */
  update(services: readonly BuiltService[]): void {
    const keys = new Set(services.map(keyOf));
    for (const [key, entry] of this.#entries) {
      if (keys.has(key)) continue;
      entry.baked.dispose();
      this.#entries.delete(key);
      if (entry.told !== undefined) this.#onDidChange.fire({ ...entry, baked: undefined });
    }
    for (const service of services) {
      const key = keyOf(service);
      const known = this.#entries.get(key);
      if (known === undefined) this.#add(key, service);
      else known.baked.update(service);
    }
  }

  filesChanged(paths: readonly string[]): void {
    this.#ports.manifests.changed(paths);
    for (const { baked } of this.#entries.values()) baked.filesChanged(paths);
  }

  /** Images, or what is known of their builds, may be others now. */
  async lookAgain(): Promise<void> {
    await Promise.all([...this.#entries.values()].map(({ baked }) => baked.look()));
  }

  dispose(): void {
    for (const { baked } of this.#entries.values()) baked.dispose();
    this.#owned.dispose();
  }

  #add(key: string, service: BuiltService): void {
    const { stackId, service: name } = service;
    const baked = new BakedService(this.#ports, service, () => {
      const entry = this.#entries.get(key);
      if (entry === undefined) return;
      if (entry.told !== entry.baked.state) {
        entry.told = entry.baked.state;
        this.#onDidChange.fire({ stackId, service: name, baked: entry.told });
      }
      this.#onDidLook.fire();
    });
    this.#entries.set(key, { stackId, service: name, baked, told: undefined });
  }
}

function keyOf({ stackId, service }: BuiltService): string {
  return `${stackId}\n${service}`;
}
