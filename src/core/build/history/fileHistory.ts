import path from "node:path";
import type { BuildRecord } from "../../../shared/builds.ts";
import { Replaceable, toDisposable } from "../../../shared/disposable.ts";
import { Emitter, type Event } from "../../../shared/event.ts";
import type { Logger } from "../../base/logger.ts";
import { BegunFiles } from "./begunFiles.ts";
import { IntentFiles } from "./intentFiles.ts";
import type { BegunFacts, BuildHistory, BuildIntent } from "./ports.ts";
import { RecordFolder } from "./recordFolder.ts";
import { RecordWatch } from "./recordWatch.ts";
import { MOST_RECORDS, trimRecords } from "./trimRecords.ts";

export interface FileHistoryOptions {
  readonly stateDir: string;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** The state folder's `builds`: small files that are written whole, so that any number of processes may share them. */
export class FileHistory implements BuildHistory {
  readonly #records: RecordFolder;
  readonly #begun: BegunFiles;
  readonly #intents: IntentFiles;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #changed = new Emitter<void>();
  readonly #watch = new Replaceable();
  /** What was written here, the last ones. */
  readonly #own = new Set<string>();
  #listeners = 0;
  #broken = 0;

  constructor({ stateDir, logger, now = Date.now }: FileHistoryOptions) {
    const folder = path.join(stateDir, "builds");
    this.#records = new RecordFolder(path.join(folder, "records"));
    this.#begun = new BegunFiles(path.join(folder, "begun"), now);
    this.#intents = new IntentFiles(path.join(folder, "intents"), now);
    this.#logger = logger;
    this.#now = now;
  }

  readonly onDidChange: Event<void> = (listener) => {
    const subscription = this.#changed.event(listener);
    if (this.#listeners++ === 0) this.#watch.set(this.#newWatch());
    let ended = false;
    return toDisposable(() => {
      if (ended) return;
      ended = true;
      subscription.dispose();
      if (--this.#listeners === 0) this.#watch.set(undefined);
    });
  };

  async record(record: BuildRecord): Promise<void> {
    try {
      await this.#records.write(record, (name) => this.#isOwn(name));
      await trimRecords(this.#records, this.#now());
    } catch (error) {
      this.#logger.warn(`A build could not be kept: ${String(error)}`);
    }
  }

  async list({ stack, limit }: { readonly stack?: string; readonly limit: number }) {
    const found = await this.#records.list(limit, (record) => stack === undefined || record.stack === stack);
    this.#countBroken();
    return found;
  }

  async ids(): Promise<ReadonlySet<string>> {
    const ids = await this.#records.ids();
    this.#countBroken();
    return ids;
  }

  async begun(id: string, facts: BegunFacts): Promise<BegunFacts> {
    try {
      return await this.#begun.first(id, facts);
    } catch (error) {
      this.#logger.warn(`What was known when a build began could not be kept: ${String(error)}`);
      return facts;
    }
  }

  async intend(intent: BuildIntent): Promise<{ end(): Promise<void> }> {
    const failed = (error: unknown) =>
      this.#logger.warn(`What is built for whom could not be kept: ${String(error)}`);
    try {
      const begun = await this.#intents.begin(intent);
      return { end: () => begun.end().catch(failed) };
    } catch (error) {
      failed(error);
      return { end: async () => {} };
    }
  }

  intentAt(stack: string, service: string, startedAt: number): Promise<BuildIntent | undefined> {
    return this.#intents.at(stack, service, startedAt);
  }

  dispose(): void {
    this.#watch.dispose();
    this.#changed.dispose();
    this.#intents.dispose();
  }

  #newWatch(): RecordWatch {
    const options = {
      records: this.#records,
      isOwn: (name: string) => this.#own.has(name),
      logger: this.#logger,
    };
    return new RecordWatch(options, () => this.#changed.fire());
  }

  #isOwn(name: string): void {
    this.#own.add(name);
    const [oldest] = this.#own;
    if (this.#own.size > 2 * MOST_RECORDS && oldest !== undefined) this.#own.delete(oldest);
  }

  #countBroken(): void {
    const { broken } = this.#records;
    if (broken === this.#broken) return;
    this.#broken = broken;
    this.#logger.warn(`${broken} files of the history of builds can't be read, and are left out.`);
  }
}
