import path from "node:path";
import type { App } from "../core/app.ts";
import type { BuildRecord } from "../shared/builds.ts";
import type { AppState } from "../shared/model.ts";
import { renderBuild } from "./buildDetails.ts";
import { findBuilds, idLength } from "./buildIds.ts";
import { renderBuilds } from "./buildsTable.ts";
import { shortId } from "./buildWords.ts";
import { cannotTell, chosenFolder, isFolder, withCore } from "./core.ts";
import { createDeadline } from "./deadline.ts";
import { isNamed, noService, noStack, ownStacks, servicesOf } from "./namedServices.ts";
import { type CliOptions, type CliPorts, EXIT } from "./ports.ts";

export interface BuildsOptions extends CliOptions {
  /** Names of services, or `project/service`; empty: all. */
  readonly services: readonly string[];
  /** As the user wrote it. */
  readonly limit: string;
  /** Those of other stacks and of none too. */
  readonly all: boolean;
}

/** As many as the history keeps. */
const KEPT = 500;
/** What was missed is read first, and an engine may hang. */
const TIME_LIMIT_MS = 60_000;

/** `devloop builds [ID] [--json] [--limit N] [--service S]… [--all] [folder]`: the history of builds, or one of it. */
export async function builds(options: BuildsOptions, ports: CliPorts): Promise<number> {
  const limit = parseLimit(options.limit);
  if (limit === undefined)
    return cannotTell(ports, `--limit ${options.limit}: give a number from 1 to ${KEPT}`);
  const { id, args } = await splitArgs(options.args, ports.cwd);
  const folder = await chosenFolder({ ...options, args }, ports);
  if (folder === undefined) return EXIT.cannotTell;
  const deadline = createDeadline(TIME_LIMIT_MS, ports.signal);
  const read = await withCore(folder, options, ports, (app) => deadline.within(readHistory(app))).finally(
    () => deadline.dispose(),
  );
  if (ports.signal.aborted) return EXIT.interrupted;
  if (read === undefined) return cannotTell(ports, `no answer within ${TIME_LIMIT_MS / 1000} s`);
  const { state, records } = read;
  if (!options.all && ownStacks(state).length === 0) {
    return cannotTell(ports, noStack(state, folder), "--all lists the builds of every folder.");
  }
  const missing = options.all ? [] : unknownNames(options.services, read);
  if (missing.length > 0) return cannotTell(ports, noService(missing, ownStacks(state)));
  const meant = records.filter((record) => isMeant(record, state, options));
  for (const note of notes(state)) ports.err(`devloop: ${note}\n`);
  return id === undefined
    ? tellList(meant, limit, records, options, ports)
    : tellOne(meant, id, options, ports);
}

interface Read {
  readonly state: AppState;
  readonly records: readonly BuildRecord[];
}

async function readHistory(app: App): Promise<Read> {
  await app.settled();
  const records = await app.builds({ limit: KEPT });
  return { state: app.state, records };
}

function tellList(
  meant: readonly BuildRecord[],
  limit: number,
  all: readonly BuildRecord[],
  { json, services }: BuildsOptions,
  ports: CliPorts,
): number {
  const shown = meant.slice(0, limit);
  if (json) ports.out(renderRecords(shown));
  else if (shown.length === 0) ports.err(`devloop: ${noBuilds(services)}\n`);
  else {
    const stacks = new Set(shown.map(({ stack }) => stack));
    ports.out(renderBuilds(shown, idLength(all), stacks.size > 1));
  }
  return EXIT.well;
}

function noBuilds(services: readonly string[]): string {
  return services.length === 0 ? "no builds are known yet" : `no builds of ${services.join(", ")}`;
}

function tellOne(
  meant: readonly BuildRecord[],
  id: string,
  { json }: BuildsOptions,
  ports: CliPorts,
): number {
  const found = findBuilds(meant, id);
  const [record] = found;
  if (record === undefined) {
    return cannotTell(
      ports,
      `${id} is no build of this folder's stacks and no folder. The builds that are known: devloop builds`,
    );
  }
  if (found.length > 1) {
    const some = found.slice(0, 5).map((each) => shortId(each.id));
    return cannotTell(
      ports,
      `${id} could be ${found.length} builds: ${some.join(", ")}${found.length > 5 ? ", …" : ""}`,
    );
  }
  ports.out(json ? renderRecords([record]) : renderBuild(record));
  return EXIT.well;
}

/** For programs: an array of records, each with its version. */
export function renderRecords(records: readonly BuildRecord[]): string {
  return `${JSON.stringify(records, null, 2)}\n`;
}

function isMeant(
  record: BuildRecord,
  state: AppState,
  { services: names, all }: Pick<BuildsOptions, "services" | "all">,
): boolean {
  const { stack, services } = record;
  const own = ownStacks(state).find(({ id }) => id === stack);
  if (own === undefined && !all) return false;
  const project = own?.project ?? stack;
  return (
    names.length === 0 ||
    services.some((service) => names.includes(service) || names.includes(`${project}/${service}`))
  );
}

/** Those that neither the folder's stacks have nor their builds; none where no service of the stacks is known. */
function unknownNames(names: readonly string[], { state, records }: Read): readonly string[] {
  const there = servicesOf(ownStacks(state));
  if (there.length === 0) return [];
  return names.filter(
    (name) =>
      !there.some((each) => isNamed(each, name)) &&
      !records.some((record) => isMeant(record, state, { services: [name], all: false })),
  );
}

/** What may be missing, and why. */
function notes({ engine, builds: { seen } }: AppState): string[] {
  if (engine.kind === "unreachable") return [`${engine.reason} The newest builds may be missing.`];
  if (seen === "own") {
    return [
      "This machine's buildx keeps no history of builds (0.21 and later do): only those that Dev Loop ran are listed.",
    ];
  }
  return [];
}

/** A folder that is there is a folder; what else comes first is a build. */
async function splitArgs(
  args: readonly string[],
  cwd: string,
): Promise<{ readonly id?: string; readonly args: readonly string[] }> {
  const [first, ...rest] = args;
  if (first === undefined) return { args };
  if (rest.length === 0 && (await isFolder(path.resolve(cwd, first)))) return { args };
  return { id: first, args: rest };
}

function parseLimit(text: string): number | undefined {
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= KEPT ? limit : undefined;
}
