import * as z from "zod/mini";
import type { BuildRecord } from "../../../shared/builds.ts";

const text = z.string();
const texts = z.array(text);
const number = z.number();
const optional = z.exactOptional;

const Step = z.object({
  digest: text,
  stage: text,
  number,
  of: number,
  text,
  cached: z.boolean(),
  startedAt: optional(number),
  duration: number,
  state: z.enum(["waiting", "running", "done", "failed", "cancelled"]),
});

const Failure = z.object({
  message: text,
  step: optional(text),
  place: optional(z.object({ file: text, line: number, column: number })),
  endLine: optional(number),
  lastLines: texts,
});

const Breaker = z.object({
  kind: z.enum(["nothing", "cold", "dependencies", "code", "argument", "base", "configuration", "unknown"]),
  digest: optional(text),
  step: optional(text),
  reason: text,
  files: texts,
  more: number,
});

const Record = z.object({
  version: z.literal(1),
  id: text,
  source: z.enum(["history", "compose"]),
  trigger: z.enum(["button", "cli", "watch", "elsewhere"]),
  stack: optional(text),
  services: texts,
  mode: optional(text),
  context: optional(text),
  dockerfile: optional(text),
  target: optional(text),
  arguments: z.record(text, text),
  bases: texts,
  commit: optional(text),
  dirty: optional(z.boolean()),
  startedAt: number,
  duration: number,
  result: z.enum(["succeeded", "failed", "cancelled"]),
  steps: z.array(Step),
  cache: z.object({ cached: number, begun: number, partial: z.boolean() }),
  contextBytes: optional(number),
  exportTime: optional(number),
  imageIds: texts,
  imageSize: optional(number),
  imageSizeChange: optional(number),
  breaker: Breaker,
  error: optional(Failure),
  manifest: optional(text),
});

/** `undefined`: another program's, a later version's, or broken. */
export function decodeRecord(json: string): BuildRecord | undefined {
  try {
    return Record.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

const Later = z.object({ id: text, version: z.int().check(z.gt(1)) });

/** Of a record that a later version of Dev Loop has written. */
export function decodeId(json: string): string | undefined {
  try {
    return Later.safeParse(JSON.parse(json)).data?.id;
  } catch {
    return undefined;
  }
}

/** One text for what says the same, in whatever order it was put together. Throws where it is no record. */
export function encodeRecord(record: BuildRecord): string {
  const names = Object.keys(record.arguments).sort();
  const inOrder = Object.fromEntries(names.map((name) => [name, record.arguments[name]]));
  return JSON.stringify(z.parse(Record, { ...record, arguments: inOrder }));
}
