import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { run } from "../support/run.ts";

/**
 * Writes what the machine's network asks of programs, for images to copy: the certificates that the machine trusts
 * (`ca.crt`), apt's download settings (`apt.conf`) and cargo's configuration (`cargo/config.toml`).
 * Returns all of it as text, for a key.
 */
export async function writeMachineSettings(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const cargo = join(folder, "cargo");
  mkdirSync(cargo, { recursive: true });
  const bundles = [env["SSL_CERT_FILE"], "/etc/ssl/certs/ca-certificates.crt"].filter(
    (file) => file !== undefined,
  );
  const bundle = bundles.find((file) => existsSync(file));
  const certificates = bundle === undefined ? "" : readFileSync(bundle, "utf8");
  writeFileSync(join(folder, "ca.crt"), certificates);
  const apt = await aptSettings(env);
  writeFileSync(join(folder, "apt.conf"), apt);
  const cargoConfig = join(env["CARGO_HOME"] ?? join(homedir(), ".cargo"), "config.toml");
  if (existsSync(cargoConfig)) copyFileSync(cargoConfig, join(cargo, "config.toml"));
  return [certificates, apt, existsSync(cargoConfig) ? readFileSync(cargoConfig, "utf8") : ""].join("\0");
}

/** apt's settings for downloads (proxies, checks of dates). Files that they name are not in an image: those are left out. */
async function aptSettings(env: NodeJS.ProcessEnv): Promise<string> {
  const wanted = /^Acquire::(?:https?|Proxy|Check-|Retries|Force)\S* ".+";$/;
  const { stdout } = await run("apt-config", ["dump"], { env });
  const lines = stdout.split("\n").filter((line) => wanted.test(line) && !/ "\//.test(line));
  return `${lines.join("\n")}\nAcquire::https::CAInfo "/usr/local/share/machine-ca.crt";\n`;
}
