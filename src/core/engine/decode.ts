import * as z from "zod/mini";
import type { ContainerStatus, Health, PublishedPort } from "../../shared/model.ts";
import type { ComposeLabels, EngineContainer } from "./container.ts";
import { decodeSetup } from "./decodeSetup.ts";
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
 * container runs; and where the image's name stands for another image by now, it tells the image's id instead of the
 * name (Docker 26.1 and 28.5). `undefined`: this is no list at all.
 */
export function decodeList(data: unknown): DecodedList | undefined {
  if (!Array.isArray(data)) return undefined;
  const containers: EngineContainer[] = [];
  let skipped = 0;
  for (const item of data) {
    const entry = ListEntry.safeParse(item);
    if (entry.success) containers.push(fromListEntry(entry.data));
    else skipped++;
  }
  return { containers, skipped };
}

/** Reads `GET /containers/<id>/json`. */
export function decodeInspect(data: unknown): EngineContainer | "undecodable" {
  const result = Inspected.safeParse(data);
  if (!result.success) return "undecodable";
  const { Id, Name, Image, Config, State, NetworkSettings } = result.data;
  const name = Name.replace(/^\//, "");
  const status = toStatus(State.Status);
  const startedAt = parseTime(State.StartedAt);
  const finishedAt = parseTime(State.FinishedAt);
  const setup = status === "created" ? undefined : decodeSetup(data);
  return {
    id: Id,
    name,
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
    ...(setup === undefined ? {} : { setup }),
    ...placed(Config.Labels, name || Id.slice(0, 12)),
  };
}

function fromListEntry(entry: z.infer<typeof ListEntry>): EngineContainer {
  // A legacy link gives a container a second name, below the one of the container that it is linked from: `/web/db`.
  const name = (entry.Names.find((each) => /^\/?[^/]+$/.test(each)) ?? "").replace(/^\//, "");
  // `Exited (137) 2 minutes ago`, `Restarting (1) 3 seconds ago`
  const exit = /^(?:Exited|Restarting) \((\d+)\)/.exec(entry.Status)?.[1];
  return {
    id: entry.Id,
    name,
    image: entry.Image,
    imageId: entry.ImageID,
    status: toStatus(entry.State),
    // `Up 58 seconds (healthy)`, `Up 1 second (health: starting)`
    health: toHealth(/\((?:health: )?(healthy|unhealthy|starting)\)/.exec(entry.Status)?.[1]),
    ...(exit === undefined ? {} : { exitCode: Number(exit) }),
    oomKilled: false,
    ports: listedPorts(entry.Ports),
    ...placed(entry.Labels, name || entry.Id.slice(0, 12)),
  };
}

/** @param own the service of a container that Compose did not make */
function placed(
  labels: Readonly<Record<string, string>>,
  own: string,
): Pick<EngineContainer, "number" | "oneOff" | "labels"> {
  const read = (name: string) => labels[`com.docker.compose.${name}`] ?? "";
  const project = read("project");
  const service = read("service");
  if (project === "" || service === "") return { number: 1, oneOff: false, labels: looseLabels(own) };
  const number = Number(read("container-number"));
  const envFiles = read("project.environment_file").split(",").filter(Boolean);
  return {
    number: Number.isSafeInteger(number) && number > 0 ? number : 1,
    oneOff: read("oneoff").toLowerCase() === "true",
    labels: {
      project,
      service,
      configFiles: read("project.config_files").split(",").filter(Boolean),
      workingDir: read("project.working_dir"),
      ...(envFiles.length === 0 ? {} : { envFiles }),
      configHash: read("config-hash"),
      image: read("image"),
    },
  };
}

function looseLabels(service: string): ComposeLabels {
  return { project: "", service, configFiles: [], workingDir: "", configHash: "", image: "" };
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
  // Podman's word (4.3) for one that has ended and was not cleaned up after yet.
  if (word === "stopped") return "exited";
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

const Image = z.object({ Id: z.string() });

/** Reads `GET /images/<name>/json`: the image's id; `undefined` where it tells none. */
export function decodeImageId(data: unknown): string | undefined {
  return Image.safeParse(data).data?.Id;
}
