import * as z from "zod/mini";
import type { ContainerMount, ContainerSetup } from "./container.ts";
import { parseTime } from "./time.ts";

const text = z.catch(z.string(), "");

/** Engine API 1.40 to 1.52, and Podman's (4.3 and 5). */
const Inspected = z.object({
  Created: text,
  Path: text,
  Args: z.catch(z.array(z.string()), []),
  Config: z.catch(z.object({ WorkingDir: text, Tty: z.catch(z.boolean(), false) }), {
    WorkingDir: "",
    Tty: false,
  }),
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
  return {
    createdAt: parseTime(Created) ?? 0,
    command: [...(Path === "" ? [] : [Path]), ...Args],
    workingDir: Config.WorkingDir.startsWith("/") ? Config.WorkingDir : "/",
    tty: Config.Tty,
    logDriver: HostConfig.LogConfig.Type,
    mounts: [...listed, ...tmpfs],
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
