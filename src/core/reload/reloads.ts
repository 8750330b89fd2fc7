import { isDeepStrictEqual } from "node:util";
import { type Disposable, DisposableStore } from "../../shared/disposable.ts";
import { Emitter, type Event } from "../../shared/event.ts";
import type { ReloadState } from "../../shared/model.ts";
import { share } from "../../shared/patch.ts";
import type { ServiceSettings } from "../../shared/protocol.ts";
import { chooseTool } from "./choose.ts";
import { type ChosenTool, type ContainerInput, ContainerReload } from "./containerReload.ts";
import type { ReloadPorts } from "./ports.ts";
import { SniffReading } from "./sniffReading.ts";
import { worstReload } from "./worst.ts";

/** Of many replicas a few say enough, and each log costs a connection. */
const MOST_REPLICAS = 4;

/** A service that may reload, with the containers that it has now. */
export interface ReloadService {
  readonly stackId: string;
  readonly service: string;
  readonly settings: ServiceSettings | undefined;
  readonly containers: readonly ContainerInput[];
}

export interface ReloadChange {
  readonly stackId: string;
  readonly service: string;
  readonly reload: ReloadState | undefined;
}

/** What is known of one container's run: a tool's output is read, or it is looked for. */
interface Followed extends Disposable {
  readonly run: string;
  readonly reading: ContainerReload | SniffReading | undefined;
}

interface Entry {
  readonly stackId: string;
  readonly service: string;
  readonly settings: ServiceSettings | undefined;
  readonly containers: Map<string, Followed>;
  /** How many more it has. */
  readonly left: number;
  told: ReloadState | undefined;
}

/** The reload state of every service that something reloads in. */
export class Reloads implements Disposable {
  readonly #ports: ReloadPorts;
  readonly #entries = new Map<string, Entry>();
  readonly #owned = new DisposableStore();
  readonly #onDidChange = this.#owned.add(new Emitter<ReloadChange>());
  readonly onDidChange: Event<ReloadChange> = this.#onDidChange.event;
  readonly #onDidLook = this.#owned.add(new Emitter<void>());
  /** {@link looked} may be another one now. */
  readonly onDidLook: Event<void> = this.#onDidLook.event;
  #updating = false;

  constructor(ports: ReloadPorts) {
    this.#ports = ports;
  }

  /** Every container's log and files have been looked at once. */
  get looked(): boolean {
    const readings = [...this.#entries.values()].flatMap(({ containers }) => [...containers.values()]);
    return !this.#updating && readings.every(({ reading }) => reading === undefined || hasLooked(reading));
  }

  /** @param services all that there are now */
  update(services: readonly ReloadService[]): void {
    // What is told meanwhile is not all.
    this.#updating = true;
    const keys = new Set(services.map(keyOf));
    for (const [key, entry] of this.#entries) {
      if (keys.has(key)) continue;
      for (const id of entry.containers.keys()) this.#forget(entry, id);
      this.#entries.delete(key);
      if (entry.told !== undefined) this.#onDidChange.fire({ ...entry, reload: undefined });
    }
    for (const service of services) this.#updateService(service);
    this.#updating = false;
    this.#onDidLook.fire();
  }

  /** @param paths absolute paths that some program changed */
  filesChanged(paths: readonly string[]): void {
    const concerned = this.#ports.sources.changed(paths);
    for (const { containers } of this.#entries.values()) {
      for (const [id, { reading }] of containers) {
        if (concerned.has(id) && reading instanceof ContainerReload) void reading.look();
      }
    }
  }

  /** Looks at all files again; resolves when the states say what they then say. */
  rescan(): Promise<void> {
    this.#ports.sources.forgetAll();
    return this.lookAgain();
  }

  /** The same, of files that are known to have changed, and of images. */
  async lookAgain(): Promise<void> {
    const readings = [...this.#entries.values()].flatMap(({ containers }) => [...containers.values()]);
    await Promise.all(
      readings.map(({ reading }) => (reading instanceof ContainerReload ? reading.look() : undefined)),
    );
  }

  dispose(): void {
    for (const { containers } of this.#entries.values())
      for (const each of containers.values()) each.dispose();
    this.#entries.clear();
    this.#owned.dispose();
  }

  #updateService(service: ReloadService): void {
    const key = keyOf(service);
    const before = this.#entries.get(key);
    const sameSettings = before !== undefined && isDeepStrictEqual(before.settings, service.settings);
    if (before !== undefined && !sameSettings) for (const each of before.containers.values()) each.dispose();
    const entry: Entry = {
      ...service,
      containers: sameSettings ? before.containers : new Map(),
      left: Math.max(0, service.containers.length - MOST_REPLICAS),
      told: before?.told,
    };
    this.#entries.set(key, entry);
    const inputs = service.containers.slice(0, MOST_REPLICAS);
    const ids = new Set(inputs.map(({ container }) => container.id));
    for (const id of entry.containers.keys()) if (!ids.has(id)) this.#forget(entry, id);
    for (const input of inputs) this.#updateContainer(entry, input);
    this.#tell(key);
  }

  #forget({ containers }: Entry, id: string): void {
    containers.get(id)?.dispose();
    containers.delete(id);
    this.#ports.sources.forget(id);
  }

  #updateContainer(entry: Entry, input: ContainerInput): void {
    const { id, startedAt } = input.container;
    const run = `${startedAt}`;
    const before = entry.containers.get(id);
    if (before?.run === run) {
      before.reading?.update(input);
      return;
    }
    before?.dispose();
    const reading = this.#follow(entry, input);
    entry.containers.set(id, { run, reading, dispose: () => reading?.dispose() });
  }

  #follow(entry: Entry, input: ContainerInput): ContainerReload | SniffReading | undefined {
    const { setup } = input.container;
    if (setup === undefined) return undefined;
    const mayReload =
      setup.mounts.some(({ kind }) => kind === "bind") || (input.service?.watch ?? []).length > 0;
    const chosen = chooseTool(setup, entry.settings, mayReload);
    const key = keyOf(entry);
    if (chosen.kind === "none") return undefined;
    if (chosen.kind === "tool") return this.#read(entry, chosen, input);
    return new SniffReading(this.#ports.logs, input, {
      found: (tool, latest) => {
        const followed = this.#entries.get(key)?.containers.get(latest.container.id);
        if (followed === undefined) return;
        followed.dispose();
        const reading = this.#read(entry, { tool, setup: tool.usual(setup) }, latest);
        entry.containers.set(latest.container.id, { ...followed, reading, dispose: () => reading.dispose() });
      },
      caughtUp: () => this.#onDidLook.fire(),
    });
  }

  #read(entry: Entry, chosen: ChosenTool, input: ContainerInput): ContainerReload {
    const key = keyOf(entry);
    return new ContainerReload(this.#ports, `${entry.stackId}/${entry.service}`, chosen, input, () => {
      this.#tell(key);
      this.#onDidLook.fire();
    });
  }

  #tell(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    const states = [...entry.containers.values()].flatMap(({ reading }) =>
      reading === undefined ? [] : [reading instanceof ContainerReload ? reading.state : undefined],
    );
    const worst = worstReload(states, entry.left);
    const reload = entry.told && worst ? share(entry.told, worst) : worst;
    if (reload === entry.told) return;
    entry.told = reload;
    this.#onDidChange.fire({ stackId: entry.stackId, service: entry.service, reload });
  }
}

function hasLooked(reading: ContainerReload | SniffReading): boolean {
  return reading instanceof ContainerReload ? reading.looked : reading.caughtUp;
}

function keyOf({ stackId, service }: { readonly stackId: string; readonly service: string }): string {
  return `${stackId}\n${service}`;
}
