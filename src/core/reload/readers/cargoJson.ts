import * as z from "zod/mini";
import type { Signal } from "../signal.ts";

/** cargo's own lines with `--message-format=json` (1.95); the others tell nothing of a build's course. */
const Message = z.union([
  z.object({
    reason: z.literal("compiler-message"),
    message: z.object({ level: z.string(), message: z.string() }),
  }),
  z.object({ reason: z.literal("build-finished"), success: z.boolean() }),
]);

/** @param line begins with `{"reason":`, and may be of another program */
export function cargoJson(line: string): readonly Signal[] {
  const message = decode(line);
  if (message === undefined) return [];
  if (message.reason === "build-finished") return [message.success ? { kind: "built" } : { kind: "failed" }];
  const { level, message: text } = message.message;
  if (/^aborting due to |^\d+ warnings? emitted/.test(text)) return [];
  if (level === "warning") return [{ kind: "warning" }];
  return level.startsWith("error") ? [{ kind: "error" }] : [];
}

function decode(line: string): z.infer<typeof Message> | undefined {
  try {
    return Message.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
