import { Baseline } from "./baseline.ts";
import type { SourcesOptions } from "./containerSources.ts";
import type { SourceQuery } from "./facts.ts";

/** A moment, and what was in the files then. */
export interface BaseTime {
  readonly at: number;
  readonly baseline: Baseline;
}

/** What changes are compared to. */
export interface Bases {
  readonly start: BaseTime;
  /** `undefined`: when the image was built is not known. */
  readonly image: BaseTime | undefined;
}

export async function openBases(
  { container, imageBuiltAt }: SourceQuery,
  startedAt: number,
  { stateDir, logger }: Pick<SourcesOptions, "stateDir" | "logger">,
): Promise<Bases> {
  const ofRun = await Baseline.open(stateDir, `run ${container.id} ${startedAt}`, logger);
  const start = { at: startedAt, baseline: ofRun };
  if (imageBuiltAt === undefined) return { start, image: undefined };
  const ofImage = await Baseline.open(stateDir, `image ${container.imageId} ${imageBuiltAt}`, logger);
  return { start, image: { at: imageBuiltAt, baseline: ofImage } };
}
