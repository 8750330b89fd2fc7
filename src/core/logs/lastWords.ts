import type { Disposable } from "../../shared/disposable.ts";
import { Emitter, type Event } from "../../shared/event.ts";
import type { Logger } from "../base/logger.ts";
import { redactText } from "../base/redact.ts";
import type { EngineContainer } from "../engine/container.ts";
import { statusCode } from "../engine/engineErrors.ts";
import { stripEscapes } from "./escapes.ts";
import type { LogLine } from "./logLine.ts";

/** How much of the log is looked at for them. */
const READ_LINES = 100;
const MOST_LINES = 5;
const MOST_TEXT = 200;
/** How much of a line is looked at: escape sequences may be most of it. */
const MOST_BYTES = 4 * 1024;
/** Deaths whose words are remembered: an engine that comes back is not asked again. */
const REMEMBERED = 200;
/** Ended by somebody who asked for it: SIGINT and SIGTERM. */
const ASKED_TO_END: ReadonlySet<number> = new Set([130, 143]);

/** A service of the workspace's, with its own containers: those that `compose run` made are visitors. */
export interface MortalService {
  readonly stackId: string;
  readonly service: string;
  readonly containers: readonly EngineContainer[];
}

export interface LastWordsPorts {
  readonly services: () => Iterable<MortalService>;
  /** Whether somebody reads its log: then nothing more is asked. */
  readonly isRead: (containerId: string) => boolean;
  readonly lastLines: (
    containerId: string,
    lines: number,
    signal: AbortSignal,
  ) => Promise<readonly LogLine[]>;
  readonly logger: Logger;
}

export interface LastWordsChange {
  readonly stackId: string;
  readonly service: string;
  /** The last one last; empty where there are none any more. */
  readonly lines: readonly string[];
}

interface Known extends MortalService {
  /** The run that ended. */
  readonly death: string;
  told: boolean;
}

/** What services that died said last, read once a death and one after another. */
export class LastWords implements Disposable {
  readonly #ports: LastWordsPorts;
  readonly #onDidChange = new Emitter<LastWordsChange>();
  readonly onDidChange: Event<LastWordsChange> = this.#onDidChange.event;
  readonly #abort = new AbortController();
  /** By stack and service: those that are dead. */
  #known = new Map<string, Known>();
  readonly #heard = new Map<string, readonly string[]>();
  readonly #waiting = new Set<Known>();
  #reading = false;

  constructor(ports: LastWordsPorts) {
    this.#ports = ports;
  }

  /** To be called when the containers are others. Asks for nothing where nothing has died. */
  update(): void {
    const before = this.#known;
    this.#known = new Map();
    for (const each of this.#ports.services()) {
      const dead = lastDeath(each.containers);
      if (dead === undefined) continue;
      const key = JSON.stringify([each.stackId, each.service]);
      const death = `${dead.id} ${dead.startedAt} ${dead.finishedAt}`;
      const known = before.get(key);
      if (known?.death === death) this.#known.set(key, known);
      else this.#died(key, { ...each, death, told: false }, dead.id);
    }
    for (const [key, known] of before) {
      if (this.#known.get(key) === known) continue;
      this.#waiting.delete(known);
      if (known.told) this.#tell(known, []);
    }
    void this.#read();
  }

  dispose(): void {
    this.#abort.abort();
    this.#waiting.clear();
    this.#onDidChange.dispose();
  }

  #died(key: string, known: Known, containerId: string): void {
    this.#known.set(key, known);
    const heard = this.#heard.get(known.death);
    if (heard !== undefined) this.#told(known, heard);
    else if (!this.#ports.isRead(containerId)) this.#waiting.add(known);
  }

  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    for (const known of this.#waiting) {
      this.#waiting.delete(known);
      const lines = await this.#wordsOf(known);
      if (this.#abort.signal.aborted) return;
      if ([...this.#known.values()].includes(known)) this.#told(known, lines);
    }
    this.#reading = false;
  }

  #told(known: Known, lines: readonly string[]): void {
    if (lines.length === 0) return;
    known.told = true;
    this.#tell(known, lines);
  }

  async #wordsOf(known: Known): Promise<readonly string[]> {
    const { logger, lastLines } = this.#ports;
    const id = lastDeath(known.containers)?.id ?? "";
    try {
      const words = toWords(await lastLines(id, READ_LINES, this.#abort.signal));
      this.#heard.set(known.death, words);
      const [oldest] = this.#heard.keys();
      if (this.#heard.size > REMEMBERED && oldest !== undefined) this.#heard.delete(oldest);
      return words;
    } catch (error) {
      if (!this.#abort.signal.aborted) logger.debug(`The log of ${id.slice(0, 12)}: ${String(error)}`);
      // What the engine says of it, it will say again; where it could not be asked, it is asked when it is back.
      if (statusCode(error) === undefined) this.#forget(known);
      return [];
    }
  }

  #forget(known: Known): void {
    for (const [key, each] of this.#known) if (each === known) this.#known.delete(key);
  }

  #tell({ stackId, service }: Known, lines: readonly string[]): void {
    this.#onDidChange.fire({ stackId, service, lines });
  }
}

/** Of several, the one that died last. */
function lastDeath(containers: readonly EngineContainer[]): EngineContainer | undefined {
  return containers
    .filter(hasDied)
    .sort((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0))
    .at(-1);
}

/** Inspected, so that its death can be told from an earlier one. */
function hasDied({ status, exitCode, oneOff, finishedAt }: EngineContainer): boolean {
  if (oneOff || finishedAt === undefined || exitCode === undefined) return false;
  return (status === "exited" || status === "dead") && exitCode !== 0 && !ASKED_TO_END.has(exitCode);
}

/** For people: the last lines that say anything, short, and without secrets. */
export function toWords(lines: readonly LogLine[]): string[] {
  const words: string[] = [];
  for (const { bytes } of lines.toReversed()) {
    if (words.length === MOST_LINES) break;
    // Redacted before it is cut: half a secret is one, too.
    const text = redactText(stripEscapes(bytes.toString("utf8", 0, MOST_BYTES))).trim();
    if (text !== "") words.unshift(text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT - 1)}…` : text);
  }
  return words;
}
