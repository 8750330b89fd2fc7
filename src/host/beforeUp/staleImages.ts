import path from "node:path";
import type { BakedCode } from "../../shared/builds.ts";
import type { ServiceState, StackState } from "../../shared/model.ts";
import { pathInWorkspace } from "../paths.ts";
import { ownContainers } from "../status/serviceStatus.ts";
import { formatDuration } from "../times.ts";
import type { Style } from "../tree/row.ts";

interface StaleImage {
  readonly service: string;
  readonly code: Extract<BakedCode, { kind: "changed" }>;
}

/**
 * The services that Up would run and whose images are known to lack a change; what is not known counts for nothing.
 * Where a newer image is there already, Up takes it by itself.
 * @param only absent: Up of the whole stack, which leaves inactive profiles out
 */
export function staleImages({ services }: StackState, only?: ServiceState): StaleImage[] {
  const meant =
    only === undefined
      ? services.filter(({ inactiveProfiles }) => inactiveProfiles.length === 0)
      : services.filter(({ name }) => name === only.name);
  return meant.flatMap((service) => {
    const { name, buildable, baked } = service;
    if (!buildable || baked?.code.kind !== "changed") return [];
    const isRebuilt = ownContainers(service).some(({ drift }) => drift === "rebuilt");
    return isRebuilt ? [] : [{ service: name, code: baked.code }];
  });
}

/** A sentence each: `The image of backend lacks your change in src/main.rs (12 min ago).` */
export function staleText(images: readonly StaleImage[], style: Style): string {
  return images.map((image) => sentence(image, style)).join("\n");
}

function sentence(
  { service, code: { files, more } }: StaleImage,
  { t, times, folders, home }: Style,
): string {
  const [first] = files;
  if (first === undefined) return t("The image of {0} lacks a change of yours.", service);
  const name = pathInWorkspace(first.file, folders, home).split(path.sep).join("/");
  const others = files.length - 1 + more;
  const ago = first.at === undefined ? undefined : formatDuration(times.now - first.at, t);
  if (others === 1) {
    return ago === undefined
      ? t("The image of {0} lacks your changes in {1} and 1 more file.", service, name)
      : t("The image of {0} lacks your changes in {1} ({2} ago) and 1 more file.", service, name, ago);
  }
  if (others > 0) {
    return ago === undefined
      ? t("The image of {0} lacks your changes in {1} and {2} more files.", service, name, others)
      : t(
          "The image of {0} lacks your changes in {1} ({3} ago) and {2} more files.",
          service,
          name,
          others,
          ago,
        );
  }
  return ago === undefined
    ? t("The image of {0} lacks your change in {1}.", service, name)
    : t("The image of {0} lacks your change in {1} ({2} ago).", service, name, ago);
}
