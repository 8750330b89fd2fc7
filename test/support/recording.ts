import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod/mini";
import type { ContainerSetup } from "../../src/core/engine/container.ts";
import { stripEscapes } from "../../src/core/logs/escapes.ts";
import type { LogLine } from "../../src/core/logs/logLine.ts";
import type { LineReader } from "../../src/core/reload/reader.ts";
import type { Signal } from "../../src/core/reload/signal.ts";
import { engineTime, frame, linesOf } from "./logStream.ts";

const FOLDER = path.join(import.meta.dirname, "../streams/reload");
/** Lines that came in one millisecond have times of their own all the same, so far apart. */
const STEP_MS = 1 / 1024;
const START = Date.UTC(2026, 0, 1);

const Header = z.object({
  tool: z.string(),
  command: z.array(z.string()),
  workingDir: z.string(),
  tty: z.boolean(),
});
const Line = z.object({
  stream: z.enum(["stdout", "stderr", "done"]),
  time: z.number(),
  text: z.string(),
});

/** What `test/streams/reload/README.md` tells of. */
export interface Recording extends z.infer<typeof Header> {
  readonly lines: readonly z.infer<typeof Line>[];
}

/** The names of a tool's recordings. */
export function recordingsOf(tool: string): readonly string[] {
  return readdirSync(path.join(FOLDER, tool))
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => name.slice(0, -".jsonl".length));
}

export function recording(tool: string, name: string): Recording {
  const [first = "", ...others] = readFileSync(path.join(FOLDER, tool, `${name}.jsonl`), "utf8")
    .trim()
    .split("\n");
  return { ...Header.parse(JSON.parse(first)), lines: others.map((line) => Line.parse(JSON.parse(line))) };
}

/** The container that it would have been recorded in. */
export function containerOf({ command, workingDir, tty }: Recording): ContainerSetup {
  return { createdAt: 0, command, workingDir, tty, logDriver: "json-file", mounts: [] };
}

/** As an engine answers `GET /containers/<id>/logs?timestamps=1`. */
export function answerOf({ lines, tty }: Recording): Buffer {
  return Buffer.concat(
    lines.flatMap((line, index) => {
      const { stream, text } = line;
      if (stream === "done") return [];
      const time = timeOf(line, index);
      return [
        tty ? Buffer.from(`${engineTime(time)} ${text}`) : frame(stream === "stdout" ? 1 : 2, time, text),
      ];
    }),
  );
}

function timeOf({ time }: z.infer<typeof Line>, index: number): number {
  return START + time + index * STEP_MS;
}

/** What a reader makes of the lines, one text for what came before the first thing that was done, and after each. */
export function replay(
  reader: LineReader,
  { lines }: Recording,
  read: readonly LogLine[],
): readonly string[] {
  const done = lines.flatMap((line, index) => (line.stream === "done" ? [timeOf(line, index)] : []));
  const parts: string[][] = [[], ...done.map(() => [])];
  for (const line of read) {
    const signals = signalsOf(reader, line).map(wordOf);
    parts[done.filter((time) => time < line.time).length]?.push(...signals);
  }
  return parts.map((part) => part.join(" "));
}

/** The whole recording, cut at some places. */
export function replayed(
  reader: LineReader,
  recorded: Recording,
  cutAt: readonly number[] = [],
): readonly string[] {
  return replay(reader, recorded, linesOf(answerOf(recorded), cutAt));
}

/** As a log's lines are read: only those that can matter are made strings of. */
export function signalsOf(reader: LineReader, line: LogLine): readonly Signal[] {
  return reader.mayMatter(line.bytes) ? reader.read(stripEscapes(line.bytes.toString("utf8")), line) : [];
}

/** `begin`, `failed(2,1)`: errors and warnings, `end(101)`. */
export function wordOf(signal: Signal): string {
  switch (signal.kind) {
    case "failed": {
      const counts = [signal.errors, signal.warnings].filter((count) => count !== undefined);
      return counts.length === 0 ? "failed" : `failed(${counts.join(",")})`;
    }
    case "end":
      return signal.code === undefined ? "end" : `end(${signal.code})`;
    case "launch":
      return signal.sure ? "launch" : "launch?";
    case "begin":
    case "compile":
    case "lock":
    case "error":
    case "warning":
    case "built":
    case "reloaded":
    case "crash":
    case "retract":
      return signal.kind;
  }
}
