import { StringDecoder } from "node:string_decoder";
import type { LogMessage } from "./frames.ts";

/** A longer line is broken: nothing of it is lost, and the memory is bounded. In UTF-16 units. */
const LINE_CAP = 64 * 1024;

interface Pending {
  readonly decoder: StringDecoder;
  text: string;
  time: string;
}

/** Puts messages together to whole lines, each stream's by itself, so that neither cuts into the other's line. */
export class LogText {
  readonly #pending: Record<LogMessage["stream"], Pending> = {
    stdout: emptyLine(),
    stderr: emptyLine(),
    system: emptyLine(),
  };

  /** The lines that are complete, each with `\n`. */
  take(messages: readonly LogMessage[]): string {
    let lines = "";
    for (const { stream, time, bytes } of messages) {
      const pending = this.#pending[stream];
      // The pieces of a line bear one time: this is another line, and the one before was left without an end.
      if (pending.text !== "" && time !== pending.time) lines += flush(pending);
      pending.time = time;
      const text = pending.text + pending.decoder.write(bytes);
      if (text.endsWith("\n")) {
        lines += `${trimEnd(text)}\n`;
        pending.text = "";
      } else if (text.length > LINE_CAP) {
        lines += `${text}\n`;
        pending.text = "";
      } else pending.text = text;
    }
    return lines;
  }

  /** What has no line end, now that none will come. */
  end(): string {
    let lines = "";
    for (const pending of Object.values(this.#pending)) lines += flush(pending);
    return lines;
  }
}

function emptyLine(): Pending {
  return { decoder: new StringDecoder("utf8"), text: "", time: "" };
}

function flush(pending: Pending): string {
  const text = pending.text + pending.decoder.end();
  pending.text = "";
  return text === "" ? "" : `${trimEnd(text)}\n`;
}

/** Terminals end a line with `\r\n`, and programs that redraw it with more of the first. */
function trimEnd(text: string): string {
  return text.replace(/\r*\n?$/, "");
}
