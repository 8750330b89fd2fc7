import { STAMPS, type Stamp } from "../../../shared/protocol.ts";
import type { ComposeService, ServiceBuild } from "../../compose/model.ts";
import type { Head } from "../info/git.ts";
import { declaredArguments } from "./dockerfileArguments.ts";

export interface StampPorts {
  /** `undefined`: it can't be read. */
  readonly readText: (file: string) => Promise<string | undefined>;
  readonly head: (folder: string, signal: AbortSignal) => Promise<Head | undefined>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What there is to say of a service's build arguments. */
export interface ServiceStamps {
  readonly service: string;
  /** Declared by its Dockerfile, and without a value in the compose files. */
  readonly given: Readonly<Record<string, string>>;
  /** The compose files give them a value, which one on the command line would replace. */
  readonly kept: readonly string[];
}

/**
 * The values of now for the build arguments that Dev Loop knows, by service. A Dockerfile that does not declare an
 * argument does not notice that it was given: no warning, and the same steps in the cache (Compose 2.26 with buildx
 * 0.13, 2.40 with 0.29).
 * @param wanted which of them
 */
export async function serviceStamps(
  services: readonly Pick<ComposeService, "name" | "build">[],
  wanted: readonly Stamp[],
  ports: StampPorts,
  signal: AbortSignal,
): Promise<readonly ServiceStamps[]> {
  const now = ports.now();
  const heads = new Map<string, Promise<Head | undefined>>();
  const head = (folder: string) => {
    const known = heads.get(folder) ?? ports.head(folder, signal);
    heads.set(folder, known);
    return known;
  };
  const value = async (stamp: Stamp, { context }: ServiceBuild): Promise<string | undefined> => {
    switch (stamp) {
      case "CACHE_BUST":
        return String(now);
      case "BUILD_DATE":
        return `${new Date(now).toISOString().slice(0, 19)}Z`;
      case "GIT_COMMIT": {
        const found = context === undefined ? undefined : await head(context);
        return found && `${found.commit}${found.dirty ? "-dirty" : ""}`;
      }
    }
  };
  return Promise.all(
    services.map(async ({ name, build = {} }) => {
      const kept = STAMPS.filter((stamp) => (build.arguments?.[stamp] ?? "") !== "");
      const open = wanted.filter((stamp) => !kept.includes(stamp));
      const declared = open.length === 0 ? new Set<string>() : await declaredBy(build, ports);
      const given = await Promise.all(
        open
          .filter((stamp) => declared.has(stamp))
          .map(async (stamp) => [stamp, await value(stamp, build)] as const),
      );
      const known = given.filter((pair): pair is [Stamp, string] => pair[1] !== undefined);
      return { service: name, given: Object.fromEntries(known), kept };
    }),
  );
}

async function declaredBy(build: ServiceBuild, { readText }: StampPorts): Promise<ReadonlySet<string>> {
  const { dockerfile, inline } = build;
  const text = inline ?? (dockerfile && (await readText(dockerfile)));
  return text === undefined ? new Set() : declaredArguments(text, build);
}

/** Services that one command line can build. */
export interface BuildLine {
  readonly services: readonly string[];
  readonly arguments: Readonly<Record<string, string>>;
}

/**
 * As few command lines as do: services that one line builds are built side by side. Two are needed where an argument
 * has different values, and where one service is given what another's compose file gives.
 */
export function buildLines(stamps: readonly ServiceStamps[]): readonly BuildLine[] {
  const lines: { services: string[]; given: Record<string, string>; kept: Set<string> }[] = [];
  for (const { service, given, kept } of stamps) {
    const fits = lines.find(
      (line) =>
        Object.entries(given).every(
          ([name, value]) => !line.kept.has(name) && (line.given[name] ?? value) === value,
        ) && kept.every((name) => line.given[name] === undefined),
    );
    if (fits === undefined) {
      lines.push({ services: [service], given: { ...given }, kept: new Set(kept) });
    } else {
      fits.services.push(service);
      Object.assign(fits.given, given);
      for (const name of kept) fits.kept.add(name);
    }
  }
  return lines.map(({ services, given }) => ({ services, arguments: given }));
}
