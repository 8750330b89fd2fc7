import * as z from "zod/mini";

/** What the bench asks the process whose memory it measures. */
export type MemoryQuestion =
  | { readonly kind: "measure" }
  /** Answered once all containers run since then: milliseconds since the epoch. */
  | { readonly kind: "reach"; readonly startedAt: number };

/** Bytes; `rss` is before the garbage was collected. */
export const Memory = z.object({
  kind: z.literal("memory"),
  rss: z.number(),
  heapAfterGc: z.number(),
  rssAfterGc: z.number(),
  /** In use or not. */
  heapReserved: z.number(),
});

export type MemoryAnswer = z.infer<typeof Memory> | { readonly kind: "reached" };
