import { type Disposable, DisposableStore } from "../../shared/disposable.ts";
import type { StackState } from "../../shared/model.ts";
import type { ServiceSettings } from "../../shared/protocol.ts";
import type { Logger } from "../base/logger.ts";
import { decodeImageTime, decodeTop } from "../engine/decodeAnswers.ts";
import type { Engine } from "../engine/engine.ts";
import { LastWords, type LastWordsChange } from "../logs/lastWords.ts";
import type { LogHub } from "../logs/logHub.ts";
import type { StackStore } from "../stack/store.ts";
import { SourceWatch } from "./files/sourceWatch.ts";
import { StoredLoops } from "./loopHistory.ts";
import { probe } from "./probe.ts";
import { type ReloadChange, Reloads } from "./reloads.ts";
import { allInspected, ownContainers, reloadServices } from "./services.ts";

export interface RoomPorts {
  readonly logs: LogHub;
  readonly engine: () => Engine | undefined;
  /** Whether the engine's paths are this machine's. */
  readonly isLocal: () => boolean;
  readonly store: () => StackStore;
  readonly selected: () => readonly StackState[];
  readonly settings: () => Readonly<Record<string, ServiceSettings>>;
  readonly tell: (change: ReloadChange) => void;
  readonly tellLastWords: (change: LastWordsChange) => void;
  readonly onDidLook: () => void;
  readonly stateDir: string;
  readonly logger: Logger;
}

/** The reload machines, wired to the engine and the stacks. Loaded once there are containers to look at. */
export class ReloadRoom implements Disposable {
  readonly #ports: RoomPorts;
  readonly #owned = new DisposableStore();
  readonly #reloads: Reloads;
  readonly #lastWords: LastWords;
  readonly #builtAt = new Map<string, Promise<number | undefined>>();
  #given: readonly unknown[] = [];
  /** Stacks with actions. */
  #working = 0;

  constructor(ports: RoomPorts) {
    this.#ports = ports;
    const { stateDir, logger, isLocal, logs } = ports;
    const now = () => Date.now();
    this.#reloads = this.#owned.add(
      new Reloads({
        logs,
        sources: this.#owned.add(new SourceWatch({ stateDir, logger, now, isLocal })),
        loops: new StoredLoops({ stateDir, logger }),
        probe,
        processes: (id) => this.#processes(id),
        imageBuiltAt: (id) => this.#imageBuiltAt(id),
        now,
      }),
    );
    this.#lastWords = this.#owned.add(
      new LastWords({
        services: () => ownContainers(ports.store(), ports.selected()),
        isRead: (id) => logs.isRead(id),
        lastLines: (id, lines, signal) => logs.lastLines(id, lines, signal),
        logger,
      }),
    );
    this.#owned.add(this.#lastWords.onDidChange(ports.tellLastWords));
    this.#owned.add(this.#reloads.onDidChange(ports.tell));
    this.#owned.add(this.#reloads.onDidLook(ports.onDidLook));
  }

  /** Every service's reload has been derived once. */
  get looked(): boolean {
    const { store, selected } = this.#ports;
    return this.#isUpToDate(this.#facts()) && allInspected(store(), selected()) && this.#reloads.looked;
  }

  /** The stacks may be others now; does nothing where they are not. */
  update(): void {
    const { store, selected, settings } = this.#ports;
    const { actions } = store();
    const given = this.#facts();
    if (this.#isUpToDate(given)) return;
    this.#given = given;
    this.#reloads.update(reloadServices(store(), selected(), settings()));
    // After the logs that are read have been opened: of those nothing more is asked.
    this.#lastWords.update();
    const working = actions.size;
    // A rebuild that changes nothing leaves the containers as they are, and makes the image newer all the same.
    if (working < this.#working) void this.#reloads.lookAgain();
    this.#working = working;
  }

  filesChanged(paths: readonly string[]): void {
    this.#reloads.filesChanged(paths);
  }

  /** Images, or files that are known to have changed, may be others now. */
  lookAgain(): Promise<void> {
    return this.#reloads.lookAgain();
  }

  rescan(): Promise<void> {
    return this.#reloads.rescan();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #facts(): readonly unknown[] {
    const { containers, sets, watches, folders, chosen, actions } = this.#ports.store();
    return [containers, sets, watches, folders, chosen, actions, this.#ports.settings()];
  }

  /** Who asks may be told of a change before {@link update} is. */
  #isUpToDate(given: readonly unknown[]): boolean {
    return given.every((each, index) => each === this.#given[index]);
  }

  async #processes(id: string): Promise<readonly string[] | undefined> {
    const engine = this.#ports.engine();
    try {
      return engine && decodeTop(await engine.client.top(id, engine.ended));
    } catch {
      return undefined;
    }
  }

  #imageBuiltAt(id: string): Promise<number | undefined> {
    const known = this.#builtAt.get(id);
    if (known !== undefined) return known;
    const asked = this.#askImage(id);
    // Asked about by several at once, it is asked once; later it may be another time: a build that finds all of it in
    // its cache makes the same image again.
    this.#builtAt.set(id, asked);
    void asked.then(() => this.#builtAt.delete(id));
    return asked;
  }

  async #askImage(id: string): Promise<number | undefined> {
    const engine = this.#ports.engine();
    try {
      return engine && decodeImageTime(await engine.client.image(id, engine.ended));
    } catch {
      return undefined;
    }
  }
}
