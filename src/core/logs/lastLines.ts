import type { EngineClient } from "../engine/client.ts";
import { LogDecoder } from "../engine/frames.ts";
import { LineAssembler } from "./lineAssembler.ts";
import type { LogLine } from "./logLine.ts";

/** The last lines of the log of a container that has ended, asked for once. Rejects as {@link EngineClient} does. */
export async function readLastLines(
  client: EngineClient,
  id: string,
  lines: number,
  signal: AbortSignal,
): Promise<readonly LogLine[]> {
  const decoder = new LogDecoder();
  const assembler = new LineAssembler();
  const read: LogLine[] = [];
  for await (const chunk of await client.logs(id, { follow: false, tail: lines, signal })) {
    // A readable without an encoding gives nothing but buffers.
    read.push(...assembler.take(decoder.push(chunk as Buffer)));
  }
  read.push(...assembler.take(decoder.end()), ...assembler.end());
  return read;
}
