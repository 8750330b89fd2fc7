import type { Drift } from "../../shared/model.ts";
import type { ComposeService, KnownSet } from "../compose/model.ts";
import type { EngineContainer } from "../engine/container.ts";
import { isOverridden } from "./overridden.ts";
import { sameFiles } from "./project.ts";

/**
 * Why the next Up would make the container anew, by what Up itself compares (Compose 2.26 and 2.40): the hash of the
 * service, and the id of the image. Files are compared with a container that was made from those same files only,
 * an override file apart.
 */
export function drift(
  container: EngineContainer,
  service: ComposeService | undefined,
  mode: KnownSet | undefined,
): Drift | undefined {
  const { labels, oneOff, namedImageId } = container;
  if (oneOff || labels.project === "") return undefined;
  const comparable =
    mode !== undefined &&
    (sameFiles(labels.configFiles, mode.files) || isOverridden(mode, labels.configFiles));
  const hash = comparable ? service?.hash : undefined;
  if (hash !== undefined && labels.configHash !== "" && hash !== labels.configHash) return "edited";
  // Up leaves what its files do not name.
  if (comparable && mode.model !== undefined && service === undefined) return undefined;
  const madeFrom = labels.image === "" ? container.imageId : labels.image;
  return namedImageId !== undefined && namedImageId !== madeFrom ? "rebuilt" : undefined;
}
