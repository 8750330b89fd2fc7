import { join } from "node:path";
import type { Progress } from "../support/progress.ts";
import { run } from "../support/run.ts";
import { type CargoTool, cargoTool, installArguments, sampleTools, testTools } from "./cargo-tools.ts";
import type { DevEngine } from "./ensure.ts";
import { ensureSampleImages } from "./images.ts";
import { debianMachine } from "./machine.ts";
import { machineToolchain } from "./rust-toolchain.ts";

/** What the tests of reloading run their services with. */
export interface TestTools {
  readonly rustImage: string;
  readonly bunImage: string;
  /** Files of this machine, to be mounted into containers of {@link rustImage}. */
  readonly programs: Readonly<Record<"cargo-watch" | "watchexec" | "bacon", string>>;
}

/** Makes what is missing: on a cold machine that takes minutes, of which is told. */
export async function ensureTestTools(options: {
  engine: Pick<DevEngine, "env">;
  progress: Progress;
  env: NodeJS.ProcessEnv;
}): Promise<TestTools> {
  const { engine, progress, env } = options;
  const images = await ensureSampleImages(options);
  const rustImage = images.env["RUST_IMAGE"] ?? "rust:1-slim-bookworm";
  const machine = debianMachine(env);
  // Stand-ins have the machine's own toolchain and libraries, where it has one.
  const sameSystem = images.standIns && machine !== undefined && (await machineToolchain(env)) !== undefined;
  const program = async (crate: string, name: string): Promise<string> => {
    const tool = [...sampleTools, ...testTools].find((each) => each.name === crate);
    if (tool === undefined) throw new Error(`${crate} is no tool of the tests.`);
    const folder = sameSystem
      ? await cargoTool(tool, { progress, env }, machine.codename)
      : await cargoTool(tool, { progress, env }, rustImage.replaceAll(/[^\w.-]/g, "_"), inContainer);
    return join(folder, name);
  };

  async function inContainer(
    tool: CargoTool,
    root: string,
    settings: Readonly<Record<string, string>>,
    onLine: (line: string) => void,
  ): Promise<void> {
    const variables = Object.entries(settings).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
    const install = ["cargo", ...installArguments(tool), "--root", "/out"];
    await run("docker", ["run", "--rm", "--volume", `${root}:/out`, ...variables, rustImage, ...install], {
      env: { ...env, ...engine.env },
      onLine,
    });
  }

  return {
    rustImage,
    bunImage: images.env["BUN_IMAGE"] ?? "oven/bun:1",
    programs: {
      "cargo-watch": await program("cargo-watch", "cargo-watch"),
      watchexec: await program("watchexec-cli", "watchexec"),
      bacon: await program("bacon", "bacon"),
    },
  };
}
