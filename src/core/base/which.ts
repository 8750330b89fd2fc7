import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import path from "node:path";

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * The absolute path of a program, from PATH only; `undefined` where no folder of PATH has it.
 * The current folder and relative PATH entries are never looked at: the current folder may be a workspace's,
 * and a file in it must not run because it is called `docker`.
 * @param name without a folder, e.g. `docker`
 */
export async function findProgram(
  name: string,
  env: Env,
  platform: NodeJS.Platform,
  isProgram: (file: string) => Promise<boolean> = isExecutableFile,
): Promise<string | undefined> {
  if (name === "" || /[\\/]/.test(name)) return undefined;
  const windows = platform === "win32";
  for (const folder of pathFolders(env, windows)) {
    for (const fileName of windows ? windowsNames(name, env) : [name]) {
      const file = windows ? path.win32.join(folder, fileName) : path.posix.join(folder, fileName);
      if (await isProgram(file)) return file;
    }
  }
  return undefined;
}

function pathFolders(env: Env, windows: boolean): string[] {
  const value = variable(env, "PATH", windows) ?? "";
  return windows
    ? value
        .split(";")
        .map((folder) => folder.trim().replace(/^"(.*)"$/, "$1"))
        // `\tools` and `C:tools` depend on the current drive and folder.
        .filter((folder) => /^(?:[a-z]:[\\/]|\\\\)/i.test(folder))
    : value.split(":").filter((folder) => path.posix.isAbsolute(folder));
}

/** Batch files are left out of PATHEXT: Windows starts them through a shell only. */
function windowsNames(name: string, env: Env): string[] {
  const extensions = (variable(env, "PATHEXT", true) ?? ".COM;.EXE")
    .split(";")
    .map((extension) => extension.trim().toLowerCase())
    .filter((extension) => extension === ".exe" || extension === ".com");
  const usable = extensions.length === 0 ? [".exe"] : extensions;
  return usable.includes(path.win32.extname(name).toLowerCase())
    ? [name]
    : usable.map((extension) => name + extension);
}

/** Windows spells the variable `Path`, and a copy of the environment is no longer blind to case. */
function variable(env: Env, name: string, anyCase: boolean): string | undefined {
  if (!anyCase) return env[name];
  const key = Object.keys(env).find((candidate) => candidate.toUpperCase() === name);
  return key === undefined ? undefined : env[key];
}

async function isExecutableFile(file: string): Promise<boolean> {
  try {
    if (!(await stat(file)).isFile()) return false;
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
