import * as z from "zod/mini";

/** What the measured process says: ms, and files that were read. */
export const ManifestRun = z.object({
  bare: z.number(),
  first: z.number(),
  next: z.number(),
  nextRead: z.number(),
  compared: z.number(),
  bytes: z.number(),
});
