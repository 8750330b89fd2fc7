import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { which } from "../support/which.ts";
import { type AptSource, debianSources, parseDeb822, parseList } from "./apt-sources.ts";

/** A Debian machine whose package archives the tools may use. */
export interface DebianMachine {
  /** The release's name, as in `bookworm`. */
  codename: string;
  /** Debian's own archive as the machine's apt knows it, the main one first. */
  sources: AptSource[];
}

/** Undefined on anything but Debian with apt, and where apt has no source of the release itself. */
export function debianMachine(env: NodeJS.ProcessEnv): DebianMachine | undefined {
  if (process.platform !== "linux") return undefined;
  const release = osRelease();
  const codename = release.get("VERSION_CODENAME");
  if (release.get("ID") !== "debian" || codename === undefined) return undefined;
  if (which("apt-get", env["PATH"]) === undefined || which("dpkg", env["PATH"]) === undefined)
    return undefined;
  const sources = debianSources(machineSources(), codename);
  return sources.length === 0 ? undefined : { codename, sources };
}

/** Private engines need mounts, namespaces and network bridges. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function osRelease(): Map<string, string> {
  const lines = readIfThere("/etc/os-release").split("\n");
  const pairs = lines.map((line) => /^(\w+)="?([^"]*)"?$/.exec(line)).filter((match) => match !== null);
  return new Map(pairs.map((match) => [match[1] ?? "", match[2] ?? ""]));
}

function machineSources(): AptSource[] {
  const folder = "/etc/apt/sources.list.d";
  let names: string[] = [];
  try {
    names = readdirSync(folder).sort();
  } catch {
    // A machine may have sources.list alone.
  }
  return [
    ...parseList(readIfThere("/etc/apt/sources.list")),
    ...names
      .filter((name) => name.endsWith(".list"))
      .flatMap((name) => parseList(readIfThere(join(folder, name)))),
    ...names
      .filter((name) => name.endsWith(".sources"))
      .flatMap((name) => parseDeb822(readIfThere(join(folder, name)))),
  ];
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
