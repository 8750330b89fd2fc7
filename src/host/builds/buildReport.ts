import type { BuildError, BuildRecord, BuildStep, CacheBreaker } from "../../shared/builds.ts";
import { sizeChangeText, sizeText } from "../../shared/size.ts";
import { codeBlock, escapeMarkdown } from "../markdown.ts";
import { pathInWorkspace } from "../paths.ts";
import { formatExactly, formatSpan } from "../times.ts";
import type { Translate } from "../translate.ts";
import type { Style } from "../tree/row.ts";
import { breakText, cachedText, resultText, triggerText } from "./recordWords.ts";

/** A build that has ended, as Markdown: what it was, what went wrong, what broke the cache, and each step. */
export function buildReport(record: BuildRecord, style: Style): string {
  const { t, times } = style;
  const { services, context, startedAt } = record;
  const name = services.length > 0 ? services.join(", ") : (context ?? t("a build"));
  const parts = [
    `# ${escapeMarkdown(`${name} · ${formatExactly(startedAt, times)}`)}`,
    escapeMarkdown(summary(record, t)),
    ...(record.error === undefined ? [] : failure(record.error, style)),
    ...cause(record.breaker, t),
    ...steps(record, t),
    `## ${escapeMarkdown(t("What it was"))}`,
    facts(record, style),
  ];
  return `${parts.join("\n\n")}\n`;
}

function summary({ result, duration, cache, breaker }: BuildRecord, t: Translate): string {
  return [
    t("{0} after {1}", resultText(result, t), formatSpan(duration, t)),
    cachedText(cache, t),
    breakText(breaker.kind, t),
  ]
    .filter((text) => text !== undefined)
    .join(" · ");
}

function failure({ message, step, place, lastLines }: BuildError, { t, folders, home }: Style): string[] {
  const where = place && t("{0}, line {1}", pathInWorkspace(place.file, folders, home), place.line);
  const at = [where, step].filter((text) => text !== undefined).join(": ");
  return [
    `## ${escapeMarkdown(t("What went wrong"))}`,
    escapeMarkdown(message),
    ...(at === "" ? [] : [escapeMarkdown(at)]),
    ...(lastLines.length === 0 ? [] : [codeBlock(lastLines)]),
  ];
}

function cause({ kind, step, reason, files, more }: CacheBreaker, t: Translate): string[] {
  if (kind === "nothing") return [];
  const listed = files.map((file) => `- ${escapeMarkdown(file)}`);
  return [
    `## ${escapeMarkdown(t("What broke the cache"))}`,
    ...(step === undefined || reason.startsWith(step) ? [] : [`**${escapeMarkdown(step)}**`]),
    escapeMarkdown(reason),
    ...(listed.length === 0 ? [] : [listed.join("\n")]),
    ...(more === 0 ? [] : [escapeMarkdown(more === 1 ? t("1 more file") : t("{0} more files", more))]),
  ];
}

/** Columns stand below one another also where the text is read as it is. */
function steps({ steps: all, breaker }: BuildRecord, t: Translate): string[] {
  if (all.length === 0) return [];
  const rows = all.map((step) => [
    step.digest === breaker.digest ? "▶" : "",
    [step.stage, `${step.number}/${step.of}`].filter((text) => text !== "").join(" "),
    timeText(step, t),
    step.text,
  ]);
  const marked = rows.some(([mark]) => mark !== "");
  return [
    `## ${escapeMarkdown(t("Steps"))}`,
    table(["", t("Step"), t("Time"), t("Instruction")], rows),
    ...(marked ? [escapeMarkdown(t("▶ broke the cache: what follows from it was built anew."))] : []),
  ];
}

function timeText({ cached, state, duration }: BuildStep, t: Translate): string {
  if (cached) return t("cached");
  switch (state) {
    case "waiting":
      return t("not begun");
    case "failed":
      return t("failed after {0}", formatSpan(duration, t));
    case "cancelled":
    case "running":
      return t("cancelled after {0}", formatSpan(duration, t));
    case "done":
      return formatSpan(duration, t);
  }
}

function facts(record: BuildRecord, { t, times, folders, home }: Style): string {
  const { stack, mode, commit, dirty, dockerfile, target, context, contextBytes, exportTime, source } =
    record;
  const path = (file: string) => pathInWorkspace(file, folders, home);
  const committed = commit?.slice(0, 12);
  const rows: readonly (readonly [string, string | undefined])[] = [
    [t("Stack"), stack === undefined || mode === undefined ? stack : `${stack} (${mode})`],
    [t("Begun"), `${formatExactly(record.startedAt, times)}, ${triggerText(record.trigger, t)}`],
    [t("Commit"), committed && (dirty ? t("{0}, with uncommitted changes", committed) : committed)],
    [t("Dockerfile"), dockerfile && path(dockerfile)],
    [t("Target"), target],
    [t("Context"), context && path(context)],
    [t("Context sent"), contextBytes === undefined ? undefined : sizeText(contextBytes)],
    [t("Arguments"), list(Object.entries(record.arguments).map(([name, value]) => `${name}=${value}`))],
    [t("Base images"), list(record.bases.map(shortDigest))],
    [t("Image size"), imageText(record, t)],
    [t("Export"), exportTime === undefined ? undefined : formatSpan(exportTime, t)],
    [t("Read from"), source === "compose" ? t("Compose's own output, which tells less") : undefined],
    [t("Build"), record.id],
  ];
  const known = rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return table(["", ""], known);
}

function list(items: readonly string[]): string | undefined {
  return items.length === 0 ? undefined : items.join(", ");
}

function imageText({ imageSize, imageSizeChange }: BuildRecord, t: Translate): string | undefined {
  if (imageSize === undefined) return undefined;
  if (imageSizeChange === undefined) return sizeText(imageSize);
  const change = imageSizeChange === 0 ? t("no change") : sizeChangeText(imageSizeChange);
  return `${sizeText(imageSize)} (${change})`;
}

/** The whole one is in the export. */
function shortDigest(base: string): string {
  return base.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+$/, "$1");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellText).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/** A cell is one line. */
function cellText(text: string): string {
  return escapeMarkdown(text.replace(/\s+/g, " "));
}
