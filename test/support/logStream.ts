import { LogDecoder } from "../../src/core/engine/frames.ts";
import { LineAssembler } from "../../src/core/logs/lineAssembler.ts";
import type { LogLine } from "../../src/core/logs/logLine.ts";

export interface WrittenLine {
  readonly stream: "stdout" | "stderr";
  /** Milliseconds since the epoch; a fraction counts. */
  readonly time: number;
  /** Without its line end. */
  readonly text: string;
}

const STREAM_BYTE = { stdout: 1, stderr: 2 } as const;

/** The lines as an engine sends them of a container without a terminal: `GET /containers/<id>/logs?timestamps=1`. */
export function framesOf(lines: readonly WrittenLine[]): Buffer {
  return Buffer.concat(lines.map(({ stream, time, text }) => frame(STREAM_BYTE[stream], time, `${text}\n`)));
}

/** @param content with its line end, if it has one */
export function frame(stream: number, time: number, content: string): Buffer {
  const payload = Buffer.from(`${engineTime(time)} ${content}`);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** `2026-11-21T09:44:22.721368145Z` */
export function engineTime(time: number): string {
  const whole = Math.floor(time);
  const nanos = (whole % 1000) * 1e6 + Math.round((time - whole) * 1e6);
  return `${new Date(whole).toISOString().slice(0, 19)}.${String(nanos).padStart(9, "0")}Z`;
}

/**
 * What is read of an engine's answer, to its end and the end of the run.
 * @param cutAt places at which it comes in another chunk, in order
 */
export function linesOf(answer: Buffer, cutAt: number | readonly number[] = []): LogLine[] {
  const places = typeof cutAt === "number" ? [cutAt] : cutAt;
  const decoder = new LogDecoder();
  const assembler = new LineAssembler();
  const lines: LogLine[] = [];
  let from = 0;
  for (const to of [...places, answer.length]) {
    lines.push(...assembler.take(decoder.push(answer.subarray(from, to))));
    from = to;
  }
  lines.push(...assembler.take(decoder.end()), ...assembler.end());
  return lines;
}
