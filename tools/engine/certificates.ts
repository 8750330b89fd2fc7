import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../support/run.ts";
import { which } from "../support/which.ts";
import type { Prefix } from "./packages.ts";
import { libraryFolders } from "./toolchain.ts";

/** A certificate authority of a test's own, in a folder of its own. */
export interface Authority {
  /** Its own certificate. */
  readonly ca: string;
  /**
   * Makes a folder with `ca.pem`, `cert.pem` and `key.pem`, as Docker expects them, and returns it.
   * @param names as `IP:127.0.0.1` or `DNS:box`; none: it is a client's @param days until it expires, from 1
   */
  issue(folder: string, names: readonly string[], days?: number): Promise<string>;
}

/** Makes an authority with openssl: the machine's where it has one, else that of the packages. */
export async function authority(folder: string, packages: Prefix): Promise<Authority> {
  const own = which("openssl", process.env["PATH"]);
  const program = own ?? join(packages.folder, "usr/bin/openssl");
  const env =
    own === undefined
      ? { ...process.env, LD_LIBRARY_PATH: libraryFolders(packages.folder).join(":") }
      : process.env;
  const openssl = (...args: string[]) => run(program, args, { env });
  mkdirSync(folder, { recursive: true });
  const ca = join(folder, "ca.pem");
  const caKey = join(folder, "ca-key.pem");
  await openssl(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=Dev Loop test authority",
    "-keyout",
    caKey,
    "-out",
    ca,
  );
  return {
    ca,
    async issue(target, names, days = 2) {
      mkdirSync(target, { recursive: true });
      const file = (name: string) => join(target, name);
      const usage = names.length === 0 ? "clientAuth" : "serverAuth";
      const alternatives = names.length === 0 ? "" : `subjectAltName=${names.join(",")}\n`;
      writeFileSync(file("extensions"), `extendedKeyUsage=${usage}\n${alternatives}`);
      await openssl(
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        `/CN=${usage}`,
        "-keyout",
        file("key.pem"),
        "-out",
        file("request.pem"),
      );
      await openssl(
        "x509",
        "-req",
        "-in",
        file("request.pem"),
        "-CA",
        ca,
        "-CAkey",
        caKey,
        "-CAcreateserial",
        "-days",
        `${days}`,
        "-extfile",
        file("extensions"),
        "-out",
        file("cert.pem"),
      );
      await run("cp", [ca, file("ca.pem")]);
      return target;
    },
  };
}
