import * as z from "zod/mini";

/** What an engine tells of a path besides its archive (`X-Docker-Container-Path-Stat`, Docker 28.5). */
export interface PathStat {
  readonly kind: "file" | "folder" | "link" | "other";
  /** Bytes. */
  readonly size: number;
  /** Of a link: where it leads in the end, absolute, in the container. */
  readonly target?: string;
}

const Stat = z.object({ size: z.number(), mode: z.number(), linkTarget: z.catch(z.string(), "") });

/** Bits of Go's `fs.FileMode`. */
const FOLDER = 2 ** 31;
const LINK = 2 ** 27;
/** Devices, pipes, sockets, and whatever else is no regular file. */
const OTHERS = 2 ** 26 + 2 ** 25 + 2 ** 24 + 2 ** 21 + 2 ** 19;

/** @param header base64 of JSON; `undefined` for what can't be read */
export function readPathStat(header: string | undefined): PathStat | undefined {
  let decoded: unknown;
  try {
    decoded = JSON.parse(Buffer.from(header ?? "", "base64").toString("utf8"));
  } catch {
    return undefined;
  }
  const stat = Stat.safeParse(decoded).data;
  if (stat === undefined) return undefined;
  const { size, mode, linkTarget } = stat;
  const kind = has(mode, FOLDER) ? "folder" : has(mode, LINK) ? "link" : has(mode, OTHERS) ? "other" : "file";
  return { kind, size, ...(linkTarget.startsWith("/") ? { target: linkTarget } : {}) };
}

/** JavaScript's own operators take 32 bits, and a sign. */
function has(mode: number, bits: number): boolean {
  return Number.isSafeInteger(mode) && (BigInt(mode) & BigInt(bits)) !== 0n;
}
