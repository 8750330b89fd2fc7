import * as z from "zod/mini";
import type { EngineClient } from "./client.ts";
import { UnsupportedEngine } from "./engineErrors.ts";
import type { EngineStream } from "./engineStream.ts";

/** Docker 19.03, of 2019: the oldest whose events and fields this extension was written against. */
const MINIMUM_API = "1.40";

const Version = z.object({ Version: z.catch(z.string(), ""), ApiVersion: z.catch(z.string(), "") });

/**
 * The engine's version. Engines say it in the headers of every answer; one that does not is asked, which takes
 * Docker some 20 ms, for it runs runc to learn its version. Rejects with {@link UnsupportedEngine} where it is too old.
 */
export async function requireVersion(
  stream: EngineStream,
  client: EngineClient,
  signal: AbortSignal,
): Promise<string> {
  let { version = "", apiVersion = "" } = stream;
  if (version === "" || apiVersion === "") {
    const asked = Version.safeParse(await client.version(signal));
    version ||= asked.data?.Version ?? "";
    apiVersion ||= asked.data?.ApiVersion ?? "";
  }
  if (isOlder(apiVersion, MINIMUM_API)) {
    throw new UnsupportedEngine(
      `This Docker engine is too old: it speaks API ${apiVersion}, and ${MINIMUM_API} is needed.`,
      "Update it to Docker 19.03 or newer.",
    );
  }
  return version;
}

/** False for what is no version: an engine that does not tell it gets the benefit of the doubt. */
function isOlder(version: string, than: string): boolean {
  const [major, minor] = parts(version);
  const [thanMajor = 0, thanMinor = 0] = parts(than);
  if (major === undefined || minor === undefined) return false;
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}

function parts(version: string): number[] {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return major === undefined || minor === undefined ? [] : [Number(major), Number(minor)];
}
