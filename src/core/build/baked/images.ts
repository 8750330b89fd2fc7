import * as z from "zod/mini";
import { decodeImageTime } from "../../engine/decodeAnswers.ts";

/** An image as the engine tells it (`GET /images/<name>/json`). */
export interface ImageFacts {
  readonly id: string;
  /** Absent where it does not tell. */
  readonly builtAt?: number;
  /** Bytes. */
  readonly size?: number;
  readonly labels: Readonly<Record<string, string>>;
}

const Image = z.object({
  Id: z.string(),
  Size: z.catch(z.optional(z.number()), undefined),
  Config: z.catch(
    z.optional(z.object({ Labels: z.catch(z.nullable(z.record(z.string(), z.string())), null) })),
    undefined,
  ),
});

/** `undefined`: it is none. */
export function decodeImage(data: unknown): ImageFacts | undefined {
  const image = Image.safeParse(data).data;
  if (image === undefined) return undefined;
  const builtAt = decodeImageTime(data);
  return {
    id: image.Id,
    ...(builtAt === undefined ? {} : { builtAt }),
    ...(image.Size === undefined ? {} : { size: image.Size }),
    labels: image.Config?.Labels ?? {},
  };
}
