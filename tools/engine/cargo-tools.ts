import { join } from "node:path";
import { cacheFolder, once } from "../support/cache.ts";
import type { Progress } from "../support/progress.ts";
import { run } from "../support/run.ts";

/** A program from crates.io, pinned. */
export interface CargoTool {
  name: string;
  version: string;
  /** More arguments for `cargo install`. */
  options?: string[];
}

/** What the sample's Rust image brings, so that nobody waits for it to compile at each image build. */
export const sampleTools: CargoTool[] = [
  { name: "cargo-watch", version: "8.5.3" },
  { name: "cargo-chef", version: "0.1.78" },
  // Only the local disk as a store: the shared back ends are most of what it compiles.
  { name: "sccache", version: "0.19.0", options: ["--no-default-features"] },
];

/** The arguments of `cargo install` for a tool, without where to put it. */
export function installArguments({ name, version, options = [] }: CargoTool): string[] {
  return ["install", "--locked", "--version", version, ...options, name];
}

/** Compiles a tool once with the machine's toolchain (minutes); returns the folder that its programs are in. */
export async function cargoTool(
  tool: CargoTool,
  { progress, env }: { progress: Progress; env: NodeJS.ProcessEnv },
  /** The program links this system's libraries, so another system needs its own. */
  system: string,
): Promise<string> {
  const folder = join(
    cacheFolder(env),
    "cargo-tools",
    `${tool.name}-${tool.version}-${system}-${process.arch}`,
  );
  await once(folder, progress, (root) =>
    progress.during(`compiling ${tool.name} ${tool.version}`, async (report) => {
      await run("cargo", [...installArguments(tool), "--root", root], {
        env,
        onLine: (line) => report(line.trim()),
      });
    }),
  );
  return join(folder, "bin");
}
