import * as z from "zod/mini";
import { isImageId } from "./imageName.ts";

/** Something that happened to a container. What became of it is asked for: see `session.ts`. */
export interface ContainerEvent {
  readonly kind: "container";
  readonly id: string;
  /** The engine's word without what follows a colon: `start`, `die`, `health_status`; newer words may come. */
  readonly action: string;
  /** Seconds since the epoch, by the engine's clock; 0 where it was not told. */
  readonly time: number;
}

/** Something that happened to an image or to a name of it. What became of it is asked for: see `imageNames.ts`. */
export interface ImageEvent {
  readonly kind: "image";
  /** Empty where it was not told. */
  readonly id: string;
  /** As far as they were told. */
  readonly names: readonly string[];
  readonly action: string;
  readonly time: number;
}

export type EngineEvent = ContainerEvent | ImageEvent;

/** The year 5138: no engine would take a later time back as the one to tell its events from. */
const LATEST_S = 1e11;

/** Engine API 1.40 to 1.52: one object a line. The lower-case fields of older APIs are still sent, and not read. */
const Wire = z.object({
  Type: z.string(),
  Action: z.string(),
  Actor: z.object({
    ID: z.string(),
    Attributes: z.catch(z.object({ name: z.catch(z.string(), "") }), { name: "" }),
  }),
  time: z.catch(z.number().check(z.minimum(0), z.maximum(LATEST_S)), 0),
});

/** Reads a line of `GET /events`: `foreign` for what is of another type, `undecodable` for anything else. */
export function decodeEvent(line: string): EngineEvent | "foreign" | "undecodable" {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return "undecodable";
  }
  const event = Wire.safeParse(data);
  if (!event.success) return "undecodable";
  const { Type, Action, Actor } = event.data;
  const action = Action.split(":", 1)[0] ?? Action;
  const time = Math.floor(event.data.time);
  // Of no container that could be asked about.
  if (Type === "container" && Actor.ID === "") return "foreign";
  if (Type === "container") return { kind: "container", id: Actor.ID, action, time };
  if (Type !== "image") return "foreign";
  // A `pull` has the name in both places, the others the id in one or in both (Docker 26.1 and 28.5).
  const told = [Actor.ID, Actor.Attributes.name].filter((text) => text !== "");
  return {
    kind: "image",
    id: told.find(isImageId) ?? "",
    names: told.filter((text) => !isImageId(text)),
    action,
    time,
  };
}
