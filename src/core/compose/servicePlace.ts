import type { Place } from "../../shared/model.ts";
import type { FilesToLink, ReadText } from "./places/linkedFiles.ts";
import { readTextFile } from "./places/readText.ts";

/**
 * Where the files declare a service: the first of them that does, then what they include. Reads files and starts
 * nothing. Never rejects.
 */
export async function locateService(
  service: string,
  set: FilesToLink,
  readText: ReadText = readTextFile,
): Promise<Place | undefined> {
  try {
    const { searchService } = await import("./places/searchService.ts");
    return await searchService(service, set, readText);
  } catch {
    return undefined;
  }
}
