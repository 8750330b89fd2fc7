import type { LogLine } from "../../logs/logLine.ts";
import type { LineReader } from "../reader.ts";
import type { Signal } from "../signal.ts";
import { beginsWith } from "./lineTest.ts";
import { ViteErrors } from "./viteErrors.ts";

/** Vite's own lines bear the time, as the locale writes it, and its name. */
const OWN = /^[^[]{0,24}\[vite\] (?:\(\S+\) )?(.*)$/;
const READY = /^ *VITE v\d+\.\d+\.\d+\S* +ready in \d+ ms$/;
const UPDATE = /^hmr update (.+?)(?: \(x\d+\))?$/;
const FULL_RELOAD = /^page reload |^changed tsconfig file detected: /;
const ERROR = /^(?:Internal server error|Pre-transform error): (.*)$/;
const FILE = /^ {2}File: (.+?)(?::\w+:\w+)?$|^(\/.+?):\d+:\d+: ERROR: /;
const NO_START = "error when starting dev server:";
const SLASH = 0x2f;
/** As far into a line as its name is looked for, escape sequences included. */
const NAME_WITHIN = 96;
const mayBegin = beginsWith(["VITE", "File:", "error when"]);

/**
 * Reads what Vite's dev server prints (5.4, 7.3, 8.3).
 *
 * It compiles what a browser asks for: an update says that the change was seen, and its error comes when it is asked
 * for, if it is. That a module is well again has no line: an error stands until an update that may have mended it. An
 * error of the configuration stands until the server was restarted.
 */
export class ViteReader implements LineReader {
  readonly #errors = new ViteErrors();
  #updated: readonly string[] | undefined;
  #configuration: string | undefined;

  mayMatter(bytes: Uint8Array): boolean {
    return bytes[0] === SLASH || mayBegin(bytes) || bearsName(bytes);
  }

  read(text: string, { bytes }: LogLine): readonly Signal[] {
    const own = bearsName(bytes) ? OWN.exec(text)?.[1] : undefined;
    if (own !== undefined) return this.#own(own, text);
    const place = FILE.exec(text);
    const file = place?.[1] ?? place?.[2];
    if (file !== undefined) {
      const line = this.#errors.place(file);
      return line === undefined ? [] : [this.#failed(line)];
    }
    if (READY.test(text)) return [{ kind: "launch", sure: true }];
    return text === NO_START ? [{ kind: "crash" }] : [];
  }

  #own(own: string, text: string): readonly Signal[] {
    this.#errors.endLast();
    const names = UPDATE.exec(own)?.[1];
    if (names !== undefined) {
      this.#updated = names.split(", ").map((name) => name.replace(/\?.*$/, ""));
      this.#errors.update(this.#updated);
      return this.#updates();
    }
    if (FULL_RELOAD.test(own)) {
      this.#updated = undefined;
      this.#errors.clear();
      return this.#updates();
    }
    const what = ERROR.exec(own)?.[1];
    if (what !== undefined) {
      this.#errors.add(what, text, this.#updated);
      return [this.#failed(text)];
    }
    return this.#restart(own, text);
  }

  #updates(): readonly Signal[] {
    const line = this.#configuration ?? this.#errors.lastText;
    return line === undefined ? [{ kind: "reloaded" }] : [{ kind: "begin" }, this.#failed(line)];
  }

  #restart(own: string, text: string): readonly Signal[] {
    if (own.endsWith(" changed, restarting server...")) return [{ kind: "begin" }];
    if (own === "server restarted.") {
      this.#configuration = undefined;
      this.#updated = undefined;
      this.#errors.clear();
      return [{ kind: "launch", sure: true }];
    }
    if (own !== "server restart failed") return [];
    this.#configuration = text;
    return [this.#failed(text)];
  }

  #failed(line: string): Signal {
    return { kind: "failed", errors: this.#errors.count + (this.#configuration === undefined ? 0 : 1), line };
  }
}

function bearsName(bytes: Uint8Array): boolean {
  const end = Math.min(bytes.length, NAME_WITHIN);
  for (let at = 0; at < end; at++) {
    // `[vit`
    if (bytes[at] === 0x5b && bytes[at + 1] === 0x76 && bytes[at + 2] === 0x69 && bytes[at + 3] === 0x74)
      return true;
  }
  return false;
}
