import * as z from "zod/mini";
import { parseJson } from "./configOutput.ts";

/** What of `docker compose config --format json` decides about a plan: the services that are active. */
export interface PlanConfig {
  readonly services: readonly PlanConfigService[];
  /** It has models, which Up gets and sets up by other programs. */
  readonly hasModels: boolean;
}

export interface PlanConfigService {
  readonly name: string;
  readonly buildable: boolean;
  /** `build`, `always`, `daily`, …; absent where it is not said. */
  readonly pullPolicy?: string;
  readonly containerName?: string;
  /** The program that stands for the service, in place of a container. */
  readonly provider?: string;
  /** Services that it depends on, in whatever way. */
  readonly needs: readonly string[];
}

const text = z.catch(z.optional(z.string()), undefined);
const texts = z.catch(z.optional(z.array(z.string())), undefined);
const Service = z.object({
  build: z.optional(z.unknown()),
  pull_policy: text,
  container_name: text,
  provider: z.catch(z.optional(z.object({ type: z.catch(z.string(), "") })), undefined),
  depends_on: z.catch(z.optional(z.record(z.string(), z.unknown())), undefined),
  network_mode: text,
  ipc: text,
  pid: text,
  volumes_from: texts,
});
const Output = z.object({
  services: z.optional(z.nullable(z.record(z.string(), z.nullable(Service)))),
  models: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
});

/** What was printed as JSON (Compose 2.26 and 2.40); `undefined` for anything else. */
export function decodePlanConfig(output: string): PlanConfig | undefined {
  return toPlanConfig(parseJson(output));
}

/** The same, parsed. */
export function toPlanConfig(output: unknown): PlanConfig | undefined {
  const decoded = z.safeParse(Output, output);
  if (!decoded.success) return undefined;
  const services = Object.entries(decoded.data.services ?? {}).map(([name, service]): PlanConfigService => {
    const { container_name: containerName, provider, pull_policy: pullPolicy } = service ?? {};
    return {
      name,
      buildable: service?.build !== undefined && service.build !== null,
      ...(pullPolicy === undefined ? {} : { pullPolicy }),
      ...(containerName === undefined ? {} : { containerName }),
      ...(provider === undefined ? {} : { provider: provider.type }),
      needs: service === null ? [] : needsOf(service),
    };
  });
  return { services, hasModels: Object.keys(decoded.data.models ?? {}).length > 0 };
}

function needsOf(service: z.infer<typeof Service>): string[] {
  const joined = [service.network_mode, service.ipc, service.pid].flatMap(
    (mode) => /^service:(.+)$/.exec(mode ?? "")?.[1] ?? [],
  );
  // `web`, `web:ro`, `container:name`
  const lenders = (service.volumes_from ?? [])
    .filter((from) => !from.startsWith("container:"))
    .map((from) => from.replace(/:r[ow]$/, ""));
  return [...new Set([...Object.keys(service.depends_on ?? {}), ...joined, ...lenders])];
}
