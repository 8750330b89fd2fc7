import type { BuildRecord, CacheBreak } from "../shared/builds.ts";
import { sizeChangeText, sizeText } from "../shared/size.ts";
import { cut, plain } from "./plain.ts";

/** A table has rows, not paragraphs. */
const LONGEST_STEP = 60;

type Named = Pick<BuildRecord, "id" | "services" | "context">;

/** The services, or what else there is to call a build by. */
export function buildName({ id, services, context }: Named): string {
  if (services.length > 0) return plain(services.join(", "));
  return plain(context?.split(/[\\/]/).findLast((part) => part !== "") ?? shortId(id));
}

/** The last part of buildx's `<builder>/<node>/<id>`: no two builds of a machine share it. */
export function shortId(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

export const RESULTS: Readonly<Record<BuildRecord["result"], string>> = {
  succeeded: "built",
  failed: "failed",
  cancelled: "cancelled",
};

/** Why steps were not found in the cache, in a word or two. */
export const BREAKS: Readonly<Record<CacheBreak, string>> = {
  nothing: "all cached",
  cold: "cold",
  dependencies: "dependencies",
  code: "code",
  argument: "argument",
  base: "base image",
  configuration: "configuration",
  unknown: "unknown",
};

/** `7/9`; of a build that ended before all steps were begun `3/5 (partial)`; `-` where none was. */
export function cachedText({ cached, begun, partial }: BuildRecord["cache"]): string {
  if (begun === 0) return "-";
  return `${cached}/${begun}${partial ? " (partial)" : ""}`;
}

/** `code: COPY src src`, `all cached`; `-` where nothing was to be cached. */
export function whyText({ breaker: { kind, step }, cache }: Pick<BuildRecord, "breaker" | "cache">): string {
  if (kind === "nothing") return cache.begun === 0 ? "-" : BREAKS.nothing;
  return step === undefined ? BREAKS[kind] : `${BREAKS[kind]}: ${cut(step, LONGEST_STEP)}`;
}

/** `812 MB (+1.2 MB)`; `undefined`: the image's size is not known. */
export function imageText({ imageSize, imageSizeChange }: BuildRecord): string | undefined {
  if (imageSize === undefined) return undefined;
  return imageSizeChange === undefined
    ? sizeText(imageSize)
    : `${sizeText(imageSize)} (${sizeChangeText(imageSizeChange)})`;
}

/** What went wrong, in whole lines that stand by themselves: a sentence, and the command's last lines. */
export function errorLines({ error }: Pick<BuildRecord, "error">): string[] {
  if (error === undefined) return [];
  return [plain(error.message), ...error.lastLines.map((line) => `| ${plain(line)}`.trimEnd())];
}

/** `/shop/Dockerfile:14`, as terminals make links of it. */
export function errorPlace({ error }: Pick<BuildRecord, "error">): string | undefined {
  return error?.place && plain(`${error.place.file}:${error.place.line}`);
}
