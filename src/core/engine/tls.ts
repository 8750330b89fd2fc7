import { readFile } from "node:fs/promises";
import path from "node:path";
import type { EndpointInfo } from "../../shared/model.ts";
import { contextTlsDir, dockerConfigDir } from "./dockerContext.ts";

export interface TlsMaterial {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  /** False only where the user asked for that: DOCKER_TLS without DOCKER_TLS_VERIFY, a context's SkipTLSVerify. */
  readonly rejectUnauthorized: boolean;
}

export interface TlsWish {
  /** The address asks for it: `https://`, or Docker's TLS port. */
  readonly tls: boolean;
  /** The context asks for TLS, and for no verification. */
  readonly skipVerify: boolean;
}

/**
 * What a TLS connection to the endpoint needs, or `undefined` where it is a plain one.
 * The rules are the docker command's (28): DOCKER_TLS_VERIFY, DOCKER_TLS and DOCKER_CERT_PATH, or the context's own files.
 * Rejects where a file is there but can't be read.
 */
export async function tlsFor(
  endpoint: EndpointInfo,
  { tls, skipVerify }: TlsWish,
  env: Readonly<Record<string, string | undefined>>,
  homeDir: string,
): Promise<TlsMaterial | undefined> {
  const configDir = dockerConfigDir(env, homeDir);
  if (endpoint.context !== undefined) {
    const files = await readPem(contextTlsDir(configDir, endpoint.context));
    const wanted = tls || skipVerify || Object.keys(files).length > 0;
    return wanted ? { ...files, rejectUnauthorized: !skipVerify } : undefined;
  }
  const verify = Boolean(env["DOCKER_TLS_VERIFY"]);
  const unverified = Boolean(env["DOCKER_TLS"]) && !verify;
  if (!tls && !verify && !unverified) return undefined;
  const files = await readPem(env["DOCKER_CERT_PATH"] || configDir);
  return { ...files, rejectUnauthorized: !unverified };
}

async function readPem(dir: string): Promise<Omit<TlsMaterial, "rejectUnauthorized">> {
  const names = ["ca", "cert", "key"] as const;
  const files = await Promise.all(names.map((name) => readIfThere(path.join(dir, `${name}.pem`))));
  return Object.fromEntries(
    names.flatMap((name, index) => {
      const content = files[index];
      return content === undefined ? [] : [[name, content] as const];
    }),
  );
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
