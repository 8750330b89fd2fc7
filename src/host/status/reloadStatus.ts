import type { ContainerState, ReloadState } from "../../shared/model.ts";
import type { Translate } from "../translate.ts";
import { healthText } from "./containerStatus.ts";
import { driftText } from "./driftText.ts";
import type { Status } from "./level.ts";
import { type ReloadWords, reloadWords } from "./reloadWords.ts";

/**
 * The containers' state with what their reload adds. A container that does not run goes first, and so does one that
 * is unhealthy, unless a build that has failed or is under way is the reason. Of one container that reloads, that it
 * runs goes without saying, and a narrow view cuts off the end.
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
  const [only] = containers.length === 1 ? containers : [];
  return only === undefined ? ofSeveral(status, told) : ofOne(status, told, only, t);
}

function ofSeveral(status: Status, told: ReloadWords): Status {
  const text = told.words.join(" · ");
  if (told.level === "ok" || (told.level === "warning" && status.level === "warning")) {
    return { ...status, text: `${status.text} · ${text}` };
  }
  const { level, icon } = told;
  const parts = status.level === "warning" ? [text, status.text] : [status.text, text];
  return { level, icon, short: told.words.join(", "), text: parts.join(" · ") };
}

function ofOne(status: Status, told: ReloadWords, container: ContainerState, t: Translate): Status {
  const { words } = told;
  const health = healthText(container, t);
  const drift = container.drift && driftText(container.drift, t);
  const join = (...parts: readonly (string | undefined)[]): string =>
    parts.filter((part) => part !== undefined).join(" · ");
  if (told.level === "ok" && status.level !== "warning") {
    return { ...status, text: join(drift, ...words, health) };
  }
  if (told.level === "ok" || (told.level === "warning" && status.level === "warning")) {
    return { ...status, text: join(health, drift, ...words) };
  }
  const { level, icon } = told;
  // That it is healthy says nothing of what it has to become.
  const parts = [...words, status.level === "warning" ? health : undefined, drift];
  return { level, icon, short: words.join(", "), text: join(...parts) };
}
