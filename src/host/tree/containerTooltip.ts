import type { ContainerState, Drift, PublishedPort, StackState } from "../../shared/model.ts";
import { containerStatus } from "../status/containerStatus.ts";
import { formatDuration, formatExactly, formatMoment } from "../times.ts";
import type { Translate } from "../translate.ts";
import type { Style } from "./row.ts";

export function containerTexts(
  container: ContainerState,
  stack: StackState,
  style: Style,
): (string | undefined)[] {
  const { t } = style;
  const { drift, status } = container;
  return [
    container.name,
    stateText(container, style),
    status === "dead"
      ? t("Docker could not remove it entirely. Remove it by force: docker rm -f.")
      : undefined,
    ...(drift === undefined ? [] : [driftReason(drift, container, t), driftAdvice(stack, t)]),
    container.oneOff ? t("One-off: made by compose run, it ends by itself.") : undefined,
    t("Image: {0}", container.image),
    t("Id: {0}", container.id.slice(0, 12)),
    container.ports.length > 0 ? t("Ports: {0}", container.ports.map(portText).join(", ")) : undefined,
  ];
}

/** Where there are no files, there is no Up to do it. */
export function driftAdvice({ modes }: StackState, t: Translate): string {
  return modes.length > 0
    ? t("Up makes its container anew, and so does Recreate.")
    : t("Up in its own folder makes its container anew.");
}

/** An uptime grows old while the tooltip is kept, so the moment it was true at stands beside it. */
export function stateText(container: ContainerState, { t, times }: Style): string {
  const { text } = containerStatus(container, t);
  if (container.status === "running" && container.startedAt !== undefined) {
    return t(
      "{0}, started {1}; up {2} at {3}",
      text,
      formatExactly(container.startedAt, times),
      formatDuration(times.now - container.startedAt, t),
      formatMoment(times.now, times),
    );
  }
  if (container.status === "exited" && container.finishedAt !== undefined) {
    return t("{0}, ended {1}", text, formatExactly(container.finishedAt, times));
  }
  return text;
}

function driftReason(drift: Drift, { image }: ContainerState, t: Translate): string {
  switch (drift) {
    case "edited":
      return t("The compose files say something else of its service than they did when it was made.");
    case "rebuilt":
      return t("{0} stands for a newer image by now than the one that it was made from.", image);
  }
}

/** As `docker ps` writes it: `0.0.0.0:8080 → 80/tcp`. */
function portText({ address, published, target, protocol }: PublishedPort): string {
  const inside = `${target}/${protocol}`;
  if (published === 0) return inside;
  return `${address.includes(":") ? `[${address}]` : address}:${published} → ${inside}`;
}
