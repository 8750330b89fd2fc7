import * as z from "zod/mini";
import { parseTime } from "./time.ts";

const text = z.catch(z.string(), "");
const Image = z.object({
  Created: text,
  Metadata: z.catch(z.optional(z.object({ LastTagTime: text })), undefined),
});

/**
 * Reads `GET /images/<name>/json`: when it was built last, in milliseconds; `undefined` where it does not tell. A build
 * that finds everything in its cache makes the same image again, with the time of the first one: it only gives it its
 * name again (Docker 28.5).
 */
export function decodeImageTime(data: unknown): number | undefined {
  const image = Image.safeParse(data).data;
  const times = [image?.Created, image?.Metadata?.LastTagTime].map((time) => parseTime(time ?? ""));
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

const Top = z.object({ Titles: z.array(z.string()), Processes: z.array(z.array(z.string())) });

/** Reads `GET /containers/<id>/top` (`ps -ef`): the command lines; `undefined` where it does not tell them. */
export function decodeTop(data: unknown): string[] | undefined {
  const top = Top.safeParse(data).data;
  const column = top?.Titles.findIndex((title) => title === "CMD" || title === "COMMAND") ?? -1;
  if (top === undefined || column === -1) return undefined;
  return top.Processes.flatMap((process) => process[column] ?? []);
}
