import * as z from "zod/mini";
import type { ContainerMount, ContainerSetup } from "./container.ts";
import { parseTime } from "./time.ts";

const text = z.catch(z.string(), "");

/** Engine API 1.40 to 1.52, and Podman's (4.3 and 5). */
const Inspected = z.object({
  Created: text,
  Path: text,
  Args: z.catch(z.array(z.string()), []),
  Config: z.catch(
    z.object({ WorkingDir: text, Tty: z.catch(z.boolean(), false), Env: z.catch(z.array(text), []) }),
    { WorkingDir: "", Tty: false, Env: [] },
  ),
  HostConfig: z.catch(
    z.object({
      LogConfig: z.catch(z.object({ Type: text }), { Type: "" }),
      // Those of `--tmpfs` and of Compose's `tmpfs:`, which are not among the mounts: target → options.
      Tmpfs: z.catch(z.record(z.string(), z.unknown()), {}),
    }),
    { LogConfig: { Type: "" }, Tmpfs: {} },
  ),
  Mounts: z.catch(z.array(z.unknown()), []),
});

const Mount = z.object({
  Type: text,
  /** Of a volume: only where it has one, and then it is what tells it from others. */
  Name: text,
  Source: text,
  Destination: z.string(),
  RW: z.catch(z.boolean(), true),
});

/** The values of others may be secrets. `build/info/names.ts` says which of them count. */
const BUILD_VARIABLE =
  /^(?:(?:GIT|CI|SOURCE|VCS|GITHUB)_(?:COMMIT|SHA|HASH|REVISION|REF)(?:_(?:SHA|HASH|ID))?|COMMIT(?:_(?:SHA|HASH|ID))?|SHA|REVISION|BUIL[DT]_(?:AT|DATE|TIME|TIMESTAMP))=./;

/**
 * Reads what a container was made with out of `GET /containers/<id>/json`. What is missing is empty: no program, no
 * mounts, `/` as its folder, the zero of time.
 */
export function decodeSetup(inspected: unknown): ContainerSetup | undefined {
  const decoded = Inspected.safeParse(inspected).data;
  if (decoded === undefined) return undefined;
  const { Created, Path, Args, Config, HostConfig, Mounts } = decoded;
  const listed = Mounts.flatMap(toMount);
  const targets = new Set(listed.map(({ target }) => target));
  const tmpfs = Object.keys(HostConfig.Tmpfs)
    .filter((target) => target.startsWith("/") && !targets.has(target))
    .map((target): ContainerMount => ({ kind: "tmpfs", source: "", target, readOnly: false }));
  const environment = Config.Env.filter((line) => BUILD_VARIABLE.test(line)).map((line) => {
    const at = line.indexOf("=");
    return [line.slice(0, at), line.slice(at + 1)] as const;
  });
  return {
    createdAt: parseTime(Created) ?? 0,
    command: [...(Path === "" ? [] : [Path]), ...Args],
    workingDir: Config.WorkingDir.startsWith("/") ? Config.WorkingDir : "/",
    tty: Config.Tty,
    logDriver: HostConfig.LogConfig.Type,
    mounts: [...listed, ...tmpfs],
    ...(environment.length === 0 ? {} : { environment: Object.fromEntries(environment) }),
  };
}

function toMount(item: unknown): readonly ContainerMount[] {
  const decoded = Mount.safeParse(item).data;
  if (decoded === undefined || !decoded.Destination.startsWith("/")) return [];
  const { Type, Name, Source, Destination, RW } = decoded;
  return [
    {
      kind: Type === "bind" || Type === "volume" || Type === "tmpfs" ? Type : "other",
      source: Type === "volume" && Name !== "" ? Name : Source,
      target: Destination,
      readOnly: !RW,
    },
  ];
}
