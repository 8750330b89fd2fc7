import type { EngineState, ServiceState, StackState } from "../../shared/model.ts";
import { commandLink, escapeMarkdown } from "../markdown.ts";
import { reloadTexts } from "../status/reloadTexts.ts";
import { serviceStatus } from "../status/serviceStatus.ts";
import { stackStatus } from "../status/stackStatus.ts";
import { verdictText } from "../status/verdictText.ts";
import type { Translate } from "../translate.ts";
import type { Style } from "../tree/row.ts";

/** A tooltip of more lines than a screen has says less. */
const MOST_SERVICES = 15;

/**
 * Markdown: the service that the item's text is about, each stack with its services and what can be done with it, and
 * the engine that they are on.
 */
export function statusTooltip(
  stacks: readonly StackState[],
  engine: EngineState,
  about: ServiceState | undefined,
  style: Style,
): string {
  const { t } = style;
  const parts = [
    about?.reload === undefined ? "" : serviceParagraph(about, style),
    ...stacks.map((stack) => stackParagraphs(stack, t)),
    escapeMarkdown(engineText(engine, t)),
  ];
  return parts.filter((part) => part !== "").join("\n\n---\n\n");
}

/** Which engine it is, how it was chosen where that was by a context, and whether it keeps requests waiting. */
export function engineText(engine: EngineState, t: Translate): string {
  if (engine.kind === "idle" || engine.endpoint === undefined) return "";
  const { host, context } = engine.endpoint;
  const waiting = engine.kind === "connected" ? (engine.waiting ?? 0) : 0;
  return [
    engine.kind === "connected" ? t("Docker {0}", engine.version) : t("Docker"),
    context === undefined ? undefined : t("context {0}", context),
    host,
    waiting === 0
      ? undefined
      : waiting === 1
        ? t("1 request waits for a connection")
        : t("{0} requests wait for a connection", waiting),
  ]
    .filter((text) => text !== undefined)
    .join(" · ");
}

function serviceParagraph({ name, verdict, reload }: ServiceState, style: Style): string {
  const texts = [
    verdictText(verdict, style.t),
    ...(reload === undefined ? [] : reloadTexts(reload, verdict, style)),
  ];
  return [`**${escapeMarkdown(name)}**`, ...texts.map(escapeMarkdown)].join("  \n");
}

function stackParagraphs(stack: StackState, t: Translate): string {
  const target = { kind: "stack", stackId: stack.id };
  const links = [
    ...(stack.modes.length > 0 ? [commandLink(t("Up"), "devloop.up", target)] : []),
    ...(stack.services.some(({ containers }) => containers.length > 0)
      ? [commandLink(t("Restart"), "devloop.restart", target), commandLink(t("Down"), "devloop.down", target)]
      : []),
  ];
  const shown = stack.services
    .slice(0, MOST_SERVICES)
    .map((service) => `${service.name}: ${serviceStatus(service, stack, t).text}`);
  const more = stack.services.length - shown.length;
  const lines = [...shown, ...(more > 0 ? [t("{0} more services", more)] : [])];
  const heading = `**${escapeMarkdown(stack.project)}** ${escapeMarkdown(stackStatus(stack, t).text)}`;
  return [heading, lines.map((line) => `- ${escapeMarkdown(line)}`).join("\n"), links.join(" · ")]
    .filter((part) => part !== "")
    .join("\n\n");
}
