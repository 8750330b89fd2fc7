import { run } from "../support/run.ts";

/** The Rust toolchain that `rustc` on the PATH belongs to. */
export interface RustToolchain {
  /** Its folder with bin and lib. */
  sysroot: string;
  /** As in `x86_64-unknown-linux-gnu`. */
  triple: string;
  /** All that `rustc -vV` says. */
  version: string;
}

/** Undefined where there is none with cargo, or one that Debian packaged: its libraries are all over /usr. */
export async function machineToolchain(env: NodeJS.ProcessEnv): Promise<RustToolchain | undefined> {
  try {
    const version = (await run("rustc", ["-vV"], { env })).stdout;
    const sysroot = (await run("rustc", ["--print", "sysroot"], { env })).stdout.trim();
    await run("cargo", ["--version"], { env });
    const triple = /^host: (\S+)$/m.exec(version)?.[1];
    return triple === undefined || sysroot === "/usr" ? undefined : { sysroot, triple, version };
  } catch {
    return undefined;
  }
}
