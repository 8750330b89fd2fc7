import * as z from "zod/mini";

/** What a measured process says it read. Bytes are those of the lines, without their ends. */
export const LogRun = z.object({
  lines: z.number(),
  bytes: z.number(),
  ms: z.number(),
});

/** What the reading left in memory, in bytes, collected, and how long it took to go through that again. */
export const LogMemory = z.object({
  ...LogRun.shape,
  rss: z.number(),
  heap: z.number(),
  external: z.number(),
  replayMs: z.number(),
});

export const LiveRun = z.object({
  ...LogRun.shape,
  /** By a viewer that takes what it is given at once. */
  viewed: z.number(),
});

export type LogRun = z.infer<typeof LogRun>;
export type LogMemory = z.infer<typeof LogMemory>;
export type LiveRun = z.infer<typeof LiveRun>;
