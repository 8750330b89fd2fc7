import type { Place } from "../../../shared/model.ts";
import { type FilesToLink, loadLinkedFiles, type ReadText } from "./linkedFiles.ts";
import { entries, keyPlaceOf, rootSpots } from "./spot.ts";

/** See `locateService`; throws where a file is beyond what the parser can take. */
export async function searchService(
  service: string,
  set: FilesToLink,
  readText: ReadText,
): Promise<Place | undefined> {
  const { given, linked } = await loadLinkedFiles(set, readText);
  for (const file of [...given, ...linked.filter(({ included }) => included)]) {
    for (const root of rootSpots(file)) {
      const services = entries(root).get("services");
      const found = services && entries(services).get(service);
      if (found !== undefined) return keyPlaceOf(found);
    }
  }
  return undefined;
}
