import type { ToolSetup } from "../reader.ts";
import type { Signal } from "../signal.ts";
import { cargoError } from "./cargoErrors.ts";
import { cargoJson } from "./cargoJson.ts";
import { cargoStatus, isBuildLock, isOfCrate, STATUS_WORDS } from "./cargoStatus.ts";
import { beginsWith } from "./lineTest.ts";

/** More of an epoch's warnings are not remembered: those of a second build are counted again. */
const MOST_WARNINGS = 2_000;

/** The first words of all lines that {@link CargoLines} makes signals of. */
export const CARGO_WORDS: readonly string[] = [
  ...STATUS_WORDS,
  "error",
  "warning",
  "-->",
  "thread '",
  "memory allocation of",
  "fatal runtime error",
  '{"reason":',
];
export const mayBeCargo = beginsWith(CARGO_WORDS);

const SUMMARY =
  /^warning: (?:.* generated \d+ warnings?|\d+ warnings? emitted|build failed, waiting for other jobs)/;
/** Any thread's overflow and a failed allocation end a Rust program, while a panic does so in its main thread only. */
const CRASH =
  /^thread 'main' (?:\(\d+\) )?panicked at|^thread '(?!rustc').*' (?:\(\d+\) )?has overflowed its stack|^memory allocation of \d+ bytes failed|^fatal runtime error: /;

/** More of a build's crates are not remembered. */
const MOST_CRATES = 2_000;

/** Reads what cargo, rustc and a Rust program print, by turns, in one run of a command. */
export class CargoLines {
  readonly #findsBegin: boolean;
  /** Crates that the build has told of. */
  readonly #crates = new Set<string>();
  /** From the end of a build on the program's own lines may look like a compiler's. */
  #isProgram = false;
  #mayBeManifest = false;
  /** Of this run of the command. */
  #toldOfBuild = false;
  #crashed = false;
  /** Of the build that goes on; of the command's builds before it, which cargo prints again. */
  readonly #warnings = new Set<string>();
  readonly #earlier = new Set<string>();

  /** @param setup of a tool that does not tell when it begins anew: that shows where a build repeats itself */
  constructor({ tellsBegin }: Pick<ToolSetup, "tellsBegin">) {
    this.#findsBegin = !tellsBegin;
  }

  /** The command is run anew. */
  begin(): void {
    this.#crates.clear();
    this.#toldOfBuild = false;
    this.#crashed = false;
    this.#isProgram = false;
    this.#mayBeManifest = false;
    this.#warnings.clear();
    this.#earlier.clear();
  }

  /** @param text without escape sequences; more than one part where a progress bar was overwritten */
  read(text: string): readonly Signal[] {
    const signals = this.#read(text);
    for (const { kind } of signals) {
      if (kind === "crash") this.#crashed = true;
      else if (kind !== "begin" && kind !== "warning") this.#toldOfBuild = true;
      if (kind === "compile" || kind === "lock") this.#isProgram = false;
      else if (kind === "built" || kind === "launch") this.#endBuild();
      else if (kind === "failed") this.#crates.clear();
    }
    return signals;
  }

  /** Of a program that ends: what its panic tells where a quiet cargo has not said that it was started. */
  startUntold(): readonly Signal[] {
    return this.#crashed && !this.#toldOfBuild ? [{ kind: "launch", sure: true }, { kind: "crash" }] : [];
  }

  #read(text: string): readonly Signal[] {
    const shown = lastShown(text);
    if (shown.startsWith('{"reason":')) return cargoJson(shown);
    const manifest = this.#mayBeManifest;
    this.#mayBeManifest = false;
    if (manifest && /^ *--> .*Cargo\.(?:toml|lock):\d/.test(shown)) {
      return this.#isProgram ? [{ kind: "error" }, { kind: "failed" }] : [{ kind: "failed" }];
    }
    const status = cargoStatus(shown);
    if (status !== undefined) return this.#repeats(shown) ? [{ kind: "begin" }, ...status] : status;
    if (shown.startsWith("error")) return this.#error(shown);
    if (shown.startsWith("warning: ")) return this.#warning(shown);
    return CRASH.test(shown) ? [{ kind: "crash" }] : [];
  }

  #repeats(text: string): boolean {
    if (!this.#findsBegin) return false;
    const repeats = this.#crates.has(text) || (this.#crates.size > 0 && isBuildLock(text));
    if (repeats) this.begin();
    if (isOfCrate(text) && this.#crates.size < MOST_CRATES) this.#crates.add(text);
    return repeats;
  }

  #endBuild(): void {
    this.#crates.clear();
    this.#isProgram = true;
    // What begins untold is a command of its own.
    if (!this.#findsBegin) for (const warning of this.#warnings) this.#earlier.add(warning);
    this.#warnings.clear();
  }

  #error(text: string): readonly Signal[] {
    const signals = cargoError(text, this.#isProgram);
    if (signals !== undefined) return signals;
    this.#mayBeManifest = true;
    return this.#isProgram ? [] : [{ kind: "error" }];
  }

  #warning(text: string): readonly Signal[] {
    if (this.#isProgram || SUMMARY.test(text) || this.#earlier.has(text)) return [];
    if (this.#warnings.size < MOST_WARNINGS) this.#warnings.add(text);
    return [{ kind: "warning" }];
  }
}

/** What a terminal shows last, roughly: only cargo's progress bar is taken for overwritten. */
function lastShown(text: string): string {
  const end = text.indexOf("\r");
  if (end < 0) return text;
  if (!/^[ \r]/.test(text)) return text.slice(0, end);
  return text.split("\r").findLast((part) => part.trim() !== "") ?? "";
}
