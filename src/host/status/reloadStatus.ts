import type { ContainerState, ReloadState } from "../../shared/model.ts";
import type { Translate } from "../translate.ts";
import { driftOf, driftText } from "./driftText.ts";
import type { Status } from "./level.ts";
import { reloadWords } from "./reloadWords.ts";

/**
 * The containers' state with what their reload adds. A container that does not run goes first, and so does one that
 * is unhealthy, unless a build that has failed or is under way is the reason.
 */
export function withReload(
  status: Status,
  reload: ReloadState | undefined,
  containers: readonly ContainerState[],
  t: Translate,
): Status {
  if (reload === undefined || containers.some((each) => each.status !== "running")) return status;
  const told = reloadWords(reload, t);
  if (told === undefined) return status;
  const text = told.words.join(" · ");
  const [only] = containers.length === 1 ? containers : [];
  const drift = driftOf(containers);
  if (told.level === "ok") {
    // Of one container, that it runs goes without saying.
    const plain = only?.health === "none" && drift === undefined;
    return { ...status, text: plain ? text : `${status.text} · ${text}` };
  }
  if (told.level === "warning" && status.level === "warning") {
    return { ...status, text: `${status.text} · ${text}` };
  }
  const { level, icon } = told;
  const short = told.words.join(", ");
  if (status.level === "warning") return { level, icon, short, text: `${text} · ${status.text}` };
  const driftTexts = drift === undefined ? [] : [driftText(drift, t)];
  const parts = only === undefined ? [status.text, text] : [text, ...driftTexts];
  return { level, icon, short, text: parts.join(" · ") };
}
