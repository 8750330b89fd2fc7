import type { LiveBuild } from "../../shared/builds.ts";
import type { AppState, EngineState, ServiceState, StackState } from "../../shared/model.ts";
import { commandLink, escapeMarkdown } from "../markdown.ts";
import { buildName, elapsedText, runningText, stepText } from "../status/buildWords.ts";
import { reloadTexts } from "../status/reloadTexts.ts";
import { serviceStatus } from "../status/serviceStatus.ts";
import { ownStacks, stackStatus } from "../status/stackStatus.ts";
import { verdictText } from "../status/verdictText.ts";
import type { Translate } from "../translate.ts";
import type { Style } from "../tree/row.ts";
import { liveBuilds } from "./liveBuilds.ts";

/** A tooltip of more lines than a screen has says less. */
const MOST_SERVICES = 15;

/** What the tooltip may run. */
export const LINKED_COMMANDS = [
  "devloop.up",
  "devloop.down",
  "devloop.restart",
  "devloop.showLog",
  "devloop.refresh",
  "devloop.showBuildOutput",
];

/**
 * Markdown with links to commands, all of them in {@link LINKED_COMMANDS}: why there is no engine; else the builds under
 * way, the service that the item's text is about, each stack with its services and what can be done with it, and the
 * engine that they are on. What else is on the engine is not what the window is about.
 */
export function statusTooltip(app: AppState, about: ServiceState | undefined, style: Style): string {
  const { t } = style;
  const { engine, builds } = app;
  if (engine.kind === "unreachable") return lostTooltip(engine, t);
  const stacks = ownStacks(app.stacks);
  const parts = [
    ...liveBuilds(stacks, builds).map((build) => buildParagraph(build, style)),
    about?.reload === undefined && about?.baked === undefined ? "" : serviceParagraph(about, style),
    ...stacks.map((stack) => stackParagraphs(stack, builds, style)),
    escapeMarkdown(engineText(engine, t)),
  ];
  return parts.filter((part) => part !== "").join("\n\n---\n\n");
}

function lostTooltip(engine: Extract<EngineState, { kind: "unreachable" }>, t: Translate): string {
  return [
    escapeMarkdown(`${engine.reason} ${engine.advice}`),
    `${commandLink(t("Retry"), "devloop.refresh")} · ${commandLink(t("Show Log"), "devloop.showLog")}`,
    escapeMarkdown(engineText(engine, t)),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Which engine it is, how it was chosen where that was by a context, and whether it keeps requests waiting. */
function engineText(engine: EngineState, t: Translate): string {
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

/** Who looks at it as it runs wants to know how far, at what, and how much longer. */
function buildParagraph(build: LiveBuild, style: Style): string {
  const { t } = style;
  const steps = stepText(build);
  const lines = [
    [steps === undefined ? t("building") : t("step {0}", steps), elapsedText(build, style)].join(" · "),
    runningText(build) ?? "",
  ];
  const heading = `**${escapeMarkdown(buildName(build))}**`;
  const link = commandLink(t("Show Output"), "devloop.showBuildOutput", { build: build.id });
  return [heading, ...lines.filter((line) => line !== "").map(escapeMarkdown), link].join("  \n");
}

function serviceParagraph({ name, verdict, reload }: ServiceState, style: Style): string {
  const texts = [
    verdictText(verdict, style.t),
    ...(reload === undefined ? [] : reloadTexts(reload, verdict, style)),
  ];
  return [`**${escapeMarkdown(name)}**`, ...texts.map(escapeMarkdown)].join("  \n");
}

function stackParagraphs(stack: StackState, builds: AppState["builds"], style: Style): string {
  const { t } = style;
  const target = { kind: "stack", stackId: stack.id };
  const links = [
    ...(stack.modes.length > 0 ? [commandLink(t("Up"), "devloop.up", target)] : []),
    ...(stack.services.some(({ containers }) => containers.length > 0)
      ? [commandLink(t("Restart"), "devloop.restart", target), commandLink(t("Down"), "devloop.down", target)]
      : []),
  ];
  const shown = stack.services
    .slice(0, MOST_SERVICES)
    .map((service) => `${service.name}: ${serviceStatus(service, stack, builds, style).text}`);
  const more = stack.services.length - shown.length;
  const lines = [...shown, ...(more > 0 ? [t("{0} more services", more)] : [])];
  const heading = `**${escapeMarkdown(stack.project)}** ${escapeMarkdown(stackStatus(stack, builds, style).text)}`;
  return [heading, lines.map((line) => `- ${escapeMarkdown(line)}`).join("\n"), links.join(" · ")]
    .filter((part) => part !== "")
    .join("\n\n");
}
