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
  /** Compiled to be there soon, not to be fast. */
  hurried?: boolean;
}

/** What the sample's Rust image brings, so that nobody waits for it to compile at each image build. */
export const sampleTools: CargoTool[] = [
  { name: "cargo-watch", version: "8.5.3" },
  { name: "cargo-chef", version: "0.1.78" },
  // Only the local disk as a store: the shared back ends are most of what it compiles.
  { name: "sccache", version: "0.19.0", options: ["--no-default-features"] },
];

/** What only the tests start, in containers of the sample's Rust image: the programs `watchexec` and `bacon`. */
export const testTools: CargoTool[] = [
  { name: "watchexec-cli", version: "2.8.0", hurried: true },
  { name: "bacon", version: "3.26.0", hurried: true },
];

/** The arguments of `cargo install` for a tool, without where to put it. */
export function installArguments({ name, version, options = [] }: CargoTool): string[] {
  return ["install", "--locked", "--version", version, ...options, name];
}

/** Runs `cargo install` so that the tool comes to be in `root`, under these settings of cargo (variables). */
type Install = (
  tool: CargoTool,
  root: string,
  settings: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
) => Promise<void>;

/** Less than half the time, where a crate's own profile asks for all that the linker can do (watchexec 2.8.0). */
const hurriedSettings = {
  CARGO_PROFILE_RELEASE_LTO: "off",
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
  CARGO_PROFILE_RELEASE_OPT_LEVEL: "1",
  CARGO_PROFILE_RELEASE_DEBUG: "0",
};

/** Compiles a tool once, in minutes; returns the folder that its programs are in. */
export async function cargoTool(
  tool: CargoTool,
  { progress, env }: { progress: Progress; env: NodeJS.ProcessEnv },
  /** The program links this system's libraries, so another system needs its own. */
  system: string,
  /** In place of the machine's own toolchain. */
  install: Install = async (each, root, settings, onLine) => {
    await run("cargo", [...installArguments(each), "--root", root], { env: { ...env, ...settings }, onLine });
  },
): Promise<string> {
  const folder = join(
    cacheFolder(env),
    "cargo-tools",
    `${tool.name}-${tool.version}-${system}-${process.arch}`,
  );
  await once(folder, progress, (root) =>
    progress.during(`compiling ${tool.name} ${tool.version}`, (report) =>
      install(tool, root, tool.hurried === true ? hurriedSettings : {}, (line) => report(line.trim())),
    ),
  );
  return join(folder, "bin");
}
