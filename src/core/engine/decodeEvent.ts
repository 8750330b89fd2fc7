import * as z from "zod/mini";

/** Something that happened to a container. What became of it is asked for: see `session.ts`. */
export interface EngineEvent {
  readonly id: string;
  /** The engine's word without what follows a colon: `start`, `die`, `health_status`; newer words may come. */
  readonly action: string;
  /** Seconds since the epoch, by the engine's clock; 0 where it was not told. */
  readonly time: number;
}

/** Engine API 1.40 to 1.52: one object a line. The lower-case fields of older APIs are still sent, and not read. */
const Wire = z.object({
  Type: z.string(),
  Action: z.string(),
  Actor: z.object({ ID: z.string() }),
  time: z.catch(z.number(), 0),
});

/** Reads a line of `GET /events`: `foreign` for another type than a container's, `undecodable` for anything else. */
export function decodeEvent(line: string): EngineEvent | "foreign" | "undecodable" {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return "undecodable";
  }
  const event = Wire.safeParse(data);
  if (!event.success) return "undecodable";
  const { Type, Action, Actor, time } = event.data;
  if (Type !== "container") return "foreign";
  return { id: Actor.ID, action: Action.split(":", 1)[0] ?? Action, time: Math.floor(time) };
}
