import * as z from "zod/mini";
import type { InspectedBuild } from "./ref.ts";

const text = z.catch(z.string(), "");
const count = z.catch(z.number().check(z.gte(0)), 0);

function list<Item extends z.ZodMiniType>(item: Item) {
  return z.catch(z.array(z.catch(z.nullable(item), null)), []);
}

const Pair = z.object({ Name: z.string(), Value: text });

/** buildx 0.21 to 0.29 and later; what is not read is left out. */
const Inspected = z.object({
  StartedAt: z.string(),
  CompletedAt: text,
  /** Nanoseconds. */
  Duration: count,
  Status: text,
  Target: text,
  NumCompletedSteps: count,
  NumTotalSteps: count,
  NumCachedSteps: count,
  Labels: list(Pair),
  BuildArgs: list(Pair),
  Materials: list(z.object({ URI: z.string(), Digests: list(z.string()) })),
  Attachments: list(z.object({ Digest: z.string(), Type: text })),
  Error: z.catch(
    z.optional(z.object({ Message: text, Name: text, Sources: text, Logs: list(z.string()) })),
    undefined,
  ),
});

type Status = InspectedBuild["status"];

/** buildx's words, and those of its list. */
const STATUSES: Readonly<Record<string, Status>> = {
  running: "running",
  completed: "completed",
  failed: "failed",
  error: "failed",
  canceled: "cancelled",
  cancelled: "cancelled",
};

/** What kinds of attachment an engine may call the image by. */
const IMAGE = /^application\/vnd\.(?:docker|oci)\..*(?:image|manifest|index|config).*\+json$/;

/** `undefined`: it is not what buildx prints. */
export function decodeInspected(json: string): InspectedBuild | undefined {
  const told = Inspected.safeParse(parse(json)).data;
  const startedAt = Date.parse(told?.StartedAt ?? "");
  const status = STATUSES[told?.Status.toLowerCase() ?? ""];
  if (told === undefined || status === undefined || Number.isNaN(startedAt)) return undefined;
  const completedAt = Date.parse(told.CompletedAt);
  const { Error: failure } = told;
  return {
    status,
    startedAt,
    ...(Number.isNaN(completedAt) ? {} : { completedAt }),
    duration: told.Duration / 1e6,
    completedSteps: told.NumCompletedSteps,
    totalSteps: told.NumTotalSteps,
    cachedSteps: told.NumCachedSteps,
    ...(told.Target === "" ? {} : { target: told.Target }),
    labels: pairs(told.Labels),
    arguments: pairs(told.BuildArgs),
    bases: there(told.Materials).flatMap(({ URI, Digests }) => baseImage(URI, there(Digests)[0])),
    imageIds: there(told.Attachments)
      .filter(({ Type }) => IMAGE.test(Type))
      .map(({ Digest }) => Digest),
    ...(failure === undefined ? {} : { error: decodeError(failure) }),
  };
}

function decodeError(failure: NonNullable<z.infer<typeof Inspected>["Error"]>) {
  const source = Buffer.from(failure.Sources, "base64").toString("utf8").trimEnd();
  return {
    message: failure.Message,
    ...(failure.Name === "" ? {} : { name: failure.Name }),
    ...(source === "" ? {} : { source }),
    logs: there(failure.Logs),
  };
}

/**
 * A package URL (`pkg:docker/library/node@22?platform=linux%2Famd64`) as an image is named: `library/node:22@sha256:…`.
 * None for what is no image, and for one that has no digest.
 */
function baseImage(uri: string, digest: string | undefined): string[] {
  const [, name, tag] = /^pkg:docker\/([^@?#]+)(?:@([^?#]*))?/.exec(uri) ?? [];
  if (name === undefined || digest === undefined) return [];
  const image = decoded(name);
  return [`${image}${tag === undefined || tag === "" ? "" : `:${decoded(tag)}`}@${digest}`];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function pairs(given: readonly (z.infer<typeof Pair> | null)[]): Record<string, string> {
  return Object.fromEntries(there(given).map(({ Name, Value }) => [Name, Value]));
}

function there<T>(items: readonly (T | null)[]): T[] {
  return items.filter((item) => item !== null);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
