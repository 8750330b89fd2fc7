import * as z from "zod/mini";
import { decodeBuild, decodeWatch } from "./configSources.ts";
import type { ServiceBuild, WatchRule } from "./model.ts";

/** What `docker compose config` printed, as far as it matters here. */
export interface Config {
  readonly project: string;
  readonly services: readonly ConfigService[];
}

export interface ConfigService {
  readonly name: string;
  readonly buildable: boolean;
  readonly watchable: boolean;
  readonly profiles: readonly string[];
  readonly image?: string;
  readonly build?: ServiceBuild;
  readonly alwaysBuilt?: boolean;
  readonly needs?: readonly string[];
  readonly watch?: readonly WatchRule[];
  /** It shares something of another service's container: a namespace, or all volumes. */
  readonly joins: boolean;
}

const text = z.catch(z.optional(z.string()), undefined);
const Service = z.object({
  build: z.optional(z.unknown()),
  image: text,
  pull_policy: text,
  // A map, as both print it, whichever way it was written; what is shared with another service is in it too.
  depends_on: z.catch(z.optional(z.record(z.string(), z.unknown())), undefined),
  profiles: z.catch(z.optional(z.array(z.string())), undefined),
  develop: z.catch(z.optional(z.object({ watch: z.optional(z.array(z.unknown())) })), undefined),
  network_mode: text,
  ipc: text,
  pid: text,
  volumes_from: z.catch(z.optional(z.array(z.unknown())), undefined),
});
const Output = z.object({
  name: z.string(),
  services: z.optional(z.nullable(z.record(z.string(), z.nullable(Service)))),
});

/** Compose 2.26 and 2.40; `undefined` for anything else. */
export function decodeConfig(output: unknown): Config | undefined {
  const decoded = z.safeParse(Output, output);
  if (!decoded.success) return undefined;
  const services = Object.entries(decoded.data.services ?? {}).map(([name, service]) => ({
    name,
    buildable: service?.build !== undefined && service.build !== null,
    watchable: (service?.develop?.watch ?? []).length > 0,
    profiles: service?.profiles ?? [],
    ...(service?.image === undefined ? {} : { image: service.image }),
    ...decodeBuild(service?.build),
    ...(service?.pull_policy === "build" ? { alwaysBuilt: true } : {}),
    ...(service?.depends_on === undefined ? {} : { needs: Object.keys(service.depends_on) }),
    ...decodeWatch(service?.develop?.watch),
    joins:
      (service?.volumes_from ?? []).length > 0 ||
      [service?.network_mode, service?.ipc, service?.pid].some((mode) => mode?.startsWith("service:")),
  }));
  return { project: decoded.data.name, services };
}

/**
 * Whether Compose can tell the hash that Up writes on the service's containers. Up puts the id of the other
 * service's container in before it computes it, which `config --hash` does not (Compose 2.26 and 2.40).
 */
export function comparable({ joins }: ConfigService): boolean {
  return !joins;
}

/** What `config --hash '*'` printed: a line a service, `web afc91992…` (Compose 2.26 and 2.40). */
export function decodeHashes(output: string): ReadonlyMap<string, string> {
  return new Map(
    output.split(/\r?\n/).flatMap((line) => {
      const [, name, hash] = /^(\S+) ([0-9a-f]{64})$/.exec(line) ?? [];
      return name === undefined || hash === undefined ? [] : [[name, hash] as const];
    }),
  );
}

export function parseJson(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

export async function parseYaml(output: string): Promise<unknown> {
  // 100 KB that are hardly ever needed.
  const { parse } = await import("yaml");
  try {
    return parse(output);
  } catch {
    return undefined;
  }
}
