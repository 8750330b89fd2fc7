import type { BuildRecord, BuildStep } from "../shared/builds.ts";
import { sizeText } from "../shared/size.ts";
import { BREAKS, buildName, errorLines, errorPlace, imageText, RESULTS } from "./buildWords.ts";
import { align } from "./columns.ts";
import { durationText } from "./duration.ts";
import { momentText } from "./moment.ts";
import { plain } from "./plain.ts";

/** One build, for people: what it was, its steps, what broke the cache, and what went wrong. */
export function renderBuild(record: BuildRecord): string {
  const parts = [factLines(record), stepLines(record), whyLines(record), failureLines(record)];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join(""))
    .join("\n");
}

function factLines(record: BuildRecord): string[] {
  const { cache, commit, dirty, exportTime, contextBytes, source, stack, mode } = record;
  const image = imageText(record);
  const exported = exportTime === undefined ? [] : [`exported in ${durationText(exportTime)}`];
  const sent = contextBytes === undefined ? [] : [`${sizeText(contextBytes)} sent`];
  const dirtyText = dirty ? ", with changes that were not committed" : "";
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["build", record.id],
    ["service", buildName(record)],
    ["stack", stack === undefined ? undefined : `${stack}${mode === undefined ? "" : ` (${mode})`}`],
    ["begun", `${momentText(record.startedAt)} (${record.trigger})`],
    ["result", `${RESULTS[record.result]} after ${durationText(record.duration)}`],
    ["cached", cacheText(cache)],
    ["image", joined(image, ...exported)],
    ["context", joined(record.context, ...sent)],
    ["Dockerfile", joined(record.dockerfile, ...(record.target ? [`target ${record.target}`] : []))],
    ["arguments", joined(...Object.entries(record.arguments).map(([name, value]) => `${name}=${value}`))],
    ["base", joined(...record.bases.map(shortDigest))],
    ["commit", commit === undefined ? undefined : commit.slice(0, 12) + dirtyText],
    ["read from", source === "compose" ? "the command's own output, which tells less" : undefined],
  ];
  return align(facts.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])));
}

function cacheText({ cached, begun, partial }: BuildRecord["cache"]): string | undefined {
  if (begun === 0) return undefined;
  return `${cached} of ${begun} steps${partial ? "; the others were not begun" : ""}`;
}

/** `undefined` where there is nothing to say. */
function joined(...texts: readonly (string | undefined)[]): string | undefined {
  const said = texts.filter((text) => text !== undefined);
  return said.length === 0 ? undefined : said.join(", ");
}

/** The whole one is in the JSON. */
function shortDigest(base: string): string {
  return base.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+$/, "$1");
}

function stepLines({ steps, breaker }: BuildRecord): string[] {
  if (steps.length === 0) return [];
  const rows = steps.map((step) => [
    step.digest === breaker.digest ? ">" : "",
    `${step.stage} ${step.number}/${step.of}`.trim(),
    timeText(step),
    step.text,
  ]);
  return align([["", "STEP", "TIME", "INSTRUCTION"], ...rows]);
}

function timeText({ cached, state, duration }: BuildStep): string {
  if (cached) return "cached";
  if (state === "waiting") return "-";
  const time = durationText(duration);
  return state === "done" ? time : `${state === "running" ? "unfinished" : state}, ${time}`;
}

function whyLines({ breaker }: BuildRecord): string[] {
  const { kind, step, reason, files, more } = breaker;
  if (kind === "nothing") return [];
  const named = step === undefined ? "" : `: ${plain(step)}`;
  const others = more === 0 ? [] : [`  and ${more} more\n`];
  return [
    `> not cached${named}\n`,
    `${BREAKS[kind]}: ${plain(reason)}\n`,
    ...(files.length === 0 ? [] : ["Changed since the build before:\n"]),
    ...files.map((file) => `  ${plain(file)}\n`),
    ...(files.length === 0 ? [] : others),
  ];
}

function failureLines(record: BuildRecord): string[] {
  const { error } = record;
  if (error === undefined) return [];
  const place = errorPlace(record);
  const at = [
    ...(place === undefined ? [] : [place]),
    ...(error.step === undefined ? [] : [plain(error.step)]),
  ];
  return [...(at.length === 0 ? [] : [at.join(": ")]), ...errorLines(record)].map((line) => `${line}\n`);
}
