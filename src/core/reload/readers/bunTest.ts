import type { LogLine } from "../../logs/logLine.ts";
import type { LineReader } from "../reader.ts";
import type { Signal } from "../signal.ts";
import { beginsWith } from "./lineTest.ts";

const BEGIN = /^bun test v\d+\.\d+\.\d+/;
const COUNT = /^ *(\d+) (?:fail|errors?)$/;
const END = /^Ran \d+ tests? across \d+ files?\./;
/** ` 12 fail`, colours included. */
const LONGEST_COUNT = 64;
const mayBeTest = beginsWith(["bun test v", "Ran "]);

/** Reads what `bun test --watch` prints (1.4.5): each run begins and ends with a line of its own. */
export class BunTestReader implements LineReader {
  #failures = 0;

  mayMatter(bytes: Uint8Array): boolean {
    return bytes.length <= LONGEST_COUNT || mayBeTest(bytes);
  }

  read(text: string, _line: LogLine): readonly Signal[] {
    if (BEGIN.test(text)) {
      this.#failures = 0;
      return [{ kind: "begin" }];
    }
    const count = COUNT.exec(text)?.[1];
    // An error between tests is counted as a failure, too.
    if (count !== undefined) this.#failures = Math.max(this.#failures, Number(count));
    if (!END.test(text)) return [];
    return this.#failures > 0 ? [{ kind: "failed", errors: this.#failures }] : [{ kind: "end", code: 0 }];
  }
}
