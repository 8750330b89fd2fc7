import type { ContainerState } from "../../shared/model.ts";
import { containerStatus } from "../status/containerStatus.ts";
import { makeRow, type Row, type Style } from "./row.ts";
import { sinceText } from "./sinceText.ts";

export function presentContainer(container: ContainerState, style: Style): Row {
  const { t } = style;
  const status = containerStatus(container, t);
  return makeRow({
    label: container.name,
    icon: status.icon,
    collapsible: "none",
    texts: [status.text, container.oneOff ? t("one-off") : undefined, sinceText([container], style)],
    context: containerWords(container),
    kind: t("container"),
  });
}

export function containerWords(container: ContainerState): (string | false)[] {
  const running = container.status === "running";
  return [
    "container",
    running && "running",
    container.oneOff && "oneOff",
    running && container.ports.length > 0 && "ports",
    container.status === "paused" && "paused",
  ];
}
