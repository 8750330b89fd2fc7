import * as z from "zod/mini";
import type { ContainerStatus, Health, PublishedPort } from "../../shared/model.ts";
import type { ComposeLabels, EngineContainer } from "./container.ts";
import { publishedPorts, type RawPort } from "./ports.ts";
import { parseTime } from "./time.ts";

/**
 * Engine API 1.40 to 1.52, and what Podman makes of it. Only what places a container is required; a field that is
 * absent or of another type than expected is taken as absent, so that a newer engine still shows its containers.
 */
const text = z.catch(z.string(), "");
const textOrNone = z.catch(z.optional(z.string()), undefined);
const Labels = z.catch(z.record(z.string(), text), {});

const ListEntry = z.object({
  Id: z.string(),
  Names: z.catch(z.array(z.string()), []),
  Image: text,
  ImageID: text,
  Labels,
  State: textOrNone,
  Status: text,
  Ports: z.catch(z.array(z.unknown()), []),
});

const Port = z.object({
  IP: text,
  PrivatePort: z.number(),
  PublicPort: z.number(),
  Type: z.catch(z.string(), "tcp"),
});

const Binding = z.object({ HostIp: text, HostPort: z.string() });

const Inspected = z.object({
  Id: z.string(),
  Name: text,
  Image: text,
  Config: z.object({ Image: text, Labels }),
  State: z.object({
    Status: textOrNone,
    ExitCode: z.catch(z.optional(z.number()), undefined),
    OOMKilled: z.catch(z.boolean(), false),
    StartedAt: text,
    FinishedAt: text,
    Health: z.catch(z.optional(z.object({ Status: textOrNone })), undefined),
  }),
  NetworkSettings: z.catch(z.object({ Ports: z.catch(z.record(z.string(), z.unknown()), {}) }), {
    Ports: {},
  }),
});

export interface DecodedList {
  readonly containers: readonly EngineContainer[];
  /** Entries that could not be read. */
  readonly skipped: number;
}

/**
 * Reads `GET /containers/json`. It does not tell times, nor what ran out of memory, and its ports only while a
 * container runs. `undefined`: this is no list at all.
 */
export function decodeList(data: unknown): DecodedList | undefined {
  if (!Array.isArray(data)) return undefined;
  const containers: EngineContainer[] = [];
  let skipped = 0;
  for (const item of data) {
    const entry = ListEntry.safeParse(item);
    if (!entry.success) skipped++;
    else {
      const container = fromListEntry(entry.data);
      if (container) containers.push(container);
    }
  }
  return { containers, skipped };
}

/** Reads `GET /containers/<id>/json`: `undecodable`, or a container that is not Compose's, or one that is. */
export function decodeInspect(data: unknown): EngineContainer | "foreign" | "undecodable" {
  const result = Inspected.safeParse(data);
  if (!result.success) return "undecodable";
  const { Id, Name, Image, Config, State, NetworkSettings } = result.data;
  const labels = composeLabels(Config.Labels);
  if (!labels) return "foreign";
  const status = toStatus(State.Status);
  const startedAt = parseTime(State.StartedAt);
  const finishedAt = parseTime(State.FinishedAt);
  return {
    id: Id,
    name: Name.replace(/^\//, ""),
    image: Config.Image,
    imageId: Image,
    status,
    // A stopped container keeps its last result, which says nothing about now; a list leaves it out.
    health: isUp(status) ? toHealth(State.Health?.Status) : "none",
    // While it runs the engine says 0: of this run, which has not ended.
    ...(finishedAt !== undefined && !isUp(status) && State.ExitCode !== undefined
      ? { exitCode: State.ExitCode }
      : {}),
    oomKilled: State.OOMKilled,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ports: inspectedPorts(NetworkSettings.Ports),
    number: containerNumber(Config.Labels),
    oneOff: isOneOff(Config.Labels),
    labels,
  };
}

function fromListEntry(entry: z.infer<typeof ListEntry>): EngineContainer | undefined {
  const labels = composeLabels(entry.Labels);
  if (!labels) return undefined;
  // `Exited (137) 2 minutes ago`, `Restarting (1) 3 seconds ago`
  const exit = /^(?:Exited|Restarting) \((\d+)\)/.exec(entry.Status)?.[1];
  return {
    id: entry.Id,
    name: (entry.Names[0] ?? "").replace(/^\//, ""),
    image: entry.Image,
    imageId: entry.ImageID,
    status: toStatus(entry.State),
    // `Up 58 seconds (healthy)`, `Up 1 second (health: starting)`
    health: toHealth(/\((?:health: )?(healthy|unhealthy|starting)\)/.exec(entry.Status)?.[1]),
    ...(exit === undefined ? {} : { exitCode: Number(exit) }),
    oomKilled: false,
    ports: listedPorts(entry.Ports),
    number: containerNumber(entry.Labels),
    oneOff: isOneOff(entry.Labels),
    labels,
  };
}

function composeLabels(labels: Readonly<Record<string, string>>): ComposeLabels | undefined {
  const read = (name: string) => labels[`com.docker.compose.${name}`] ?? "";
  const project = read("project");
  const service = read("service");
  if (project === "" || service === "") return undefined;
  return {
    project,
    service,
    configFiles: read("project.config_files").split(",").filter(Boolean),
    workingDir: read("project.working_dir"),
    configHash: read("config-hash"),
  };
}

function containerNumber(labels: Readonly<Record<string, string>>): number {
  const number = Number(labels["com.docker.compose.container-number"]);
  return Number.isSafeInteger(number) && number > 0 ? number : 1;
}

function isOneOff(labels: Readonly<Record<string, string>>): boolean {
  return labels["com.docker.compose.oneoff"]?.toLowerCase() === "true";
}

function isUp(status: ContainerStatus): boolean {
  return status === "running" || status === "paused";
}

const STATUSES: ReadonlySet<string> = new Set<ContainerStatus>([
  "created",
  "running",
  "paused",
  "restarting",
  "removing",
  "exited",
  "dead",
]);

function toStatus(word: string | undefined): ContainerStatus {
  // The set holds nothing but the type's own words.
  return word !== undefined && STATUSES.has(word) ? (word as ContainerStatus) : "unknown";
}

function toHealth(word: string | undefined): Health {
  return word === "starting" || word === "healthy" || word === "unhealthy" ? word : "none";
}

function listedPorts(ports: readonly unknown[]): PublishedPort[] {
  const raw: RawPort[] = [];
  for (const item of ports) {
    const port = Port.safeParse(item);
    if (!port.success) continue; // Exposed, not published.
    const { IP, PrivatePort, PublicPort, Type } = port.data;
    raw.push({ address: IP, published: PublicPort, target: PrivatePort, protocol: Type });
  }
  return publishedPorts(raw);
}

/** `{"8080/tcp": [{"HostIp": "127.0.0.1", "HostPort": "18080"}], "9000/tcp": null}` */
function inspectedPorts(ports: Readonly<Record<string, unknown>>): PublishedPort[] {
  const raw: RawPort[] = [];
  for (const [key, bindings] of Object.entries(ports)) {
    const [, target, protocol] = /^(\d+)\/(\w+)$/.exec(key) ?? [];
    if (target === undefined || protocol === undefined || !Array.isArray(bindings)) continue;
    for (const item of bindings) {
      const binding = Binding.safeParse(item);
      if (!binding.success) continue;
      const { HostIp, HostPort } = binding.data;
      raw.push({ address: HostIp, published: Number(HostPort), target: Number(target), protocol });
    }
  }
  return publishedPorts(raw);
}
