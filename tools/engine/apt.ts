import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../support/run.ts";
import type { AptSource } from "./apt-sources.ts";
import { toList } from "./apt-sources.ts";

/** apt with folders of its own: neither the machine's sources, lists and archives nor its packages are touched. */
export interface PrivateApt {
  /** Version of each package that the suites offer. Packages that they do not have are left out. */
  candidates(packages: readonly string[]): Promise<Map<string, string>>;
  /** Downloads exactly these packages. */
  download(packages: readonly string[]): Promise<string[]>;
  /** Downloads these packages and those they need which the machine has not installed. */
  downloadMissing(packages: readonly string[]): Promise<string[]>;
}

/** Fetches the suites' package lists (some seconds). `suites` replaces the sources' own ones. */
export async function openApt(
  folder: string,
  sources: readonly AptSource[],
  suites: readonly string[] | undefined,
  env: NodeJS.ProcessEnv,
): Promise<PrivateApt> {
  const lists = join(folder, "lists");
  const cache = join(folder, "cache");
  const archives = join(cache, "archives");
  mkdirSync(join(lists, "partial"), { recursive: true });
  mkdirSync(join(archives, "partial"), { recursive: true });
  const sourceList = join(folder, "sources.list");
  writeFileSync(sourceList, toList(sources, suites));
  const common = [
    `Dir::Etc::sourcelist=${sourceList}`,
    "Dir::Etc::sourceparts=-",
    "Dir::Etc::preferences=-",
    "Dir::Etc::preferencesparts=-",
    `Dir::State::lists=${lists}`,
    `Dir::Cache=${cache}`,
    "Acquire::Languages=none",
    "Acquire::Retries=2",
    "Acquire::http::Timeout=20",
    "Acquire::https::Timeout=20",
    // Lists of application metadata: a third of the download, and never read here.
    "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
    "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false",
    // The cache may be in a folder that only root can read, so apt cannot step down to its own user.
    "APT::Sandbox::User=root",
    // Container images bring a hook that empties the archive folder: it would remove what was just fetched.
    "Binary::apt::APT::Keep-Downloaded-Packages=true",
    "Debug::NoLocking=true",
  ].flatMap((option) => ["-o", option]);
  const aptEnv = { ...env, LC_ALL: "C.UTF-8", DEBIAN_FRONTEND: "noninteractive" };
  // "any": a mirror that cannot be reached is an error instead of a warning (apt ≥ 2.1.16).
  await run("apt-get", [...common, "-o", "APT::Update::Error-Mode=any", "-qq", "update"], { env: aptEnv });
  const debs = (into: string): string[] =>
    readdirSync(into)
      .filter((name) => name.endsWith(".deb"))
      .map((name) => join(into, name));
  return {
    async candidates(packages) {
      const { stdout } = await run("apt-cache", [...common, "madison", ...packages], { env: aptEnv });
      const rows = stdout.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
      // The newest version of each comes first.
      return new Map(rows.reverse().map(([name, version]) => [name ?? "", version ?? ""]));
    },
    async download(packages) {
      const into = join(folder, "debs");
      mkdirSync(into, { recursive: true });
      await run("apt-get", [...common, "-qq", "download", ...packages], { env: aptEnv, cwd: into });
      return debs(into);
    },
    async downloadMissing(packages) {
      const action = ["-qq", "--yes", "--no-install-recommends", "--download-only", "--reinstall", "install"];
      await run("apt-get", [...common, ...action, ...packages], { env: aptEnv });
      return debs(archives);
    },
  };
}

/** Unpacks packages into a prefix without running any of their scripts. */
export async function unpack(debs: readonly string[], prefix: string): Promise<void> {
  mkdirSync(prefix, { recursive: true });
  for (const deb of debs) await run("dpkg", ["-x", deb, prefix]);
}
