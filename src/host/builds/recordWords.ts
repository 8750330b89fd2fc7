import type { BuildBrief, BuildResult, BuildTrigger, CacheBreak } from "../../shared/builds.ts";
import type { Translate } from "../translate.ts";

export function resultText(result: BuildResult, t: Translate): string {
  switch (result) {
    case "succeeded":
      return t("succeeded");
    case "failed":
      return t("failed");
    case "cancelled":
      return t("cancelled");
  }
}

export function triggerText(trigger: BuildTrigger, t: Translate): string {
  switch (trigger) {
    case "button":
      return t("by Dev Loop");
    case "cli":
      return t("by the devloop command");
    case "watch":
      return t("by compose watch");
    case "elsewhere":
      return t("outside of Dev Loop");
  }
}

/** Why steps were not found in the cache, in a word or two. */
export function breakText(kind: CacheBreak, t: Translate): string {
  switch (kind) {
    case "nothing":
      return t("all cached");
    case "cold":
      return t("cold");
    case "dependencies":
      return t("dependencies changed");
    case "code":
      return t("code changed");
    case "argument":
      return t("build argument changed");
    case "base":
      return t("base image moved");
    case "configuration":
      return t("Dockerfile changed");
    case "unknown":
      return t("cause not known");
  }
}

/** `7 of 9 steps cached`; `undefined` where none was begun. */
export function cachedText(
  { cached, begun, partial }: BuildBrief["cache"],
  t: Translate,
): string | undefined {
  if (begun === 0) return undefined;
  return partial
    ? t("{0} of {1} steps cached before it ended", cached, begun)
    : t("{0} of {1} steps cached", cached, begun);
}
