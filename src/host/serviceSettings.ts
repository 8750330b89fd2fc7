import { RELOAD_TOOLS } from "../shared/model.ts";
import type { ServiceSettings } from "../shared/protocol.ts";

/** As users write it, and as it is named where something in it is wrong. */
export const SERVICES_SETTING = "devloop.services";

type Services = Readonly<Record<string, ServiceSettings>>;

interface DecodedServices {
  readonly services: Services;
  /** Sentences about what can't be used. */
  readonly problems: readonly string[];
}

type Reload = NonNullable<ServiceSettings["reload"]>;

const RELOADS: readonly Reload[] = [...RELOAD_TOOLS, "none"];
const MAX_ENTRIES = 200;

/**
 * Reads the setting `devloop.services`. A hand-written settings.json can hold anything: what can't be used is left
 * out, entry by entry, and said.
 */
export function decodeServices(value: unknown): DecodedServices {
  if (value === undefined || value === null) return { services: {}, problems: [] };
  const where = `The setting ${SERVICES_SETTING}`;
  if (!isObject(value)) return { services: {}, problems: [`${where} has to be an object.`] };
  const problems: string[] = [];
  const entries = Object.entries(value);
  if (entries.length > MAX_ENTRIES)
    problems.push(`${where}: only the first ${MAX_ENTRIES} entries are used.`);
  const services = entries.slice(0, MAX_ENTRIES).flatMap(([name, entry]): [string, ServiceSettings][] => {
    const decoded = decodeEntry(entry);
    if (typeof decoded !== "string") return [[name, decoded]];
    problems.push(`${where}, entry ${JSON.stringify(name)}, is not used: ${decoded}`);
    return [];
  });
  return { services: Object.fromEntries(services), problems };
}

/** Each folder of the workspace may have its own; of two that name the same service, the first one's counts. */
export function mergeServices(all: readonly Services[]): Services {
  return Object.fromEntries(all.toReversed().flatMap((services) => Object.entries(services)));
}

/** A text says why it can't be used. */
function decodeEntry(entry: unknown): ServiceSettings | string {
  if (!isObject(entry)) return 'it has to be an object with "reload", "probe" or "buildInfo".';
  const { reload, probe, buildInfo, ...others } = entry;
  const [other] = Object.keys(others);
  if (other !== undefined) return `there is no key ${JSON.stringify(other)}.`;
  const tool = RELOADS.find((each) => each === reload);
  if (reload !== undefined && tool === undefined) return `"reload" has to be one of ${RELOADS.join(", ")}.`;
  if (probe !== undefined && !isHttpAddress(probe)) return '"probe" has to be an http: or https: address.';
  if (buildInfo !== undefined && !isHttpAddress(buildInfo)) {
    return '"buildInfo" has to be an http: or https: address.';
  }
  return {
    ...(tool === undefined ? {} : { reload: tool }),
    ...(probe === undefined ? {} : { probe }),
    ...(buildInfo === undefined ? {} : { buildInfo }),
  };
}

function isHttpAddress(value: unknown): value is string {
  return typeof value === "string" && /^https?:\/\//.test(value) && URL.canParse(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
