import path from "node:path";
import type { ReloadTool } from "../../../shared/model.ts";
import type { Asked } from "./needTexts.ts";
import { isWithin } from "./paths.ts";
import type { Scope } from "./scope.ts";

const BUN = ["bun.lock", "bun.lockb"];
const OTHERS = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"];

/** A start that installs packages may write its lock file. */
const INSTALLS = /\b(?:bun|npm|pnpm|yarn)\s+(?:install|ci|i|add)\b/;
const INSTALLING_MS = 60_000;

export interface LockOptions {
  readonly tool: ReloadTool;
  readonly command: readonly string[];
  /** Of the container. */
  readonly workingDir: string;
  readonly scope: Scope;
}

/** The lock files that the container's packages are installed from, with what a change of them asks for. */
export function lockFiles({ tool, command, workingDir, scope }: LockOptions): ReadonlyMap<string, Asked> {
  const found = new Map<string, Asked>();
  if (tool !== "bun" && tool !== "vite") return found;
  const grace = INSTALLS.test(command.join(" ")) ? { grace: INSTALLING_MS } : {};
  for (const name of tool === "bun" ? BUN : [...BUN, ...OTHERS]) {
    for (const folder of upFrom(workingDir)) {
      const file = scope.hostOf(path.posix.join(folder, name));
      if (file !== undefined) found.set(file, { ...askedBy(folder, scope), ...grace });
    }
    const baked = scope.context && path.join(scope.context.folder, name);
    for (const { path: place } of baked === undefined ? [] : scope.views(baked)) {
      const folder = path.posix.dirname(place);
      if (baked !== undefined && !found.has(baked) && isWithin(workingDir, folder, "/")) {
        found.set(baked, askedBy(folder, scope));
      }
    }
  }
  return found;
}

/** @param folder of the lock file, in the container: its packages lie beside it */
function askedBy(folder: string, scope: Scope): Asked {
  const packages = path.posix.join(folder, "node_modules");
  const mount = scope.mountOf(packages);
  const onHost = scope.hostOf(packages);
  if (mount === undefined) {
    return { base: "image", action: "rebuild", because: "Its packages are a part of the image." };
  }
  if (onHost !== undefined) {
    return {
      base: "start",
      action: "restart",
      because: `Its packages lie in ${onHost}: if the start does not install them, install them there first.`,
    };
  }
  if (mount.kind === "volume" && /^[0-9a-f]{64}$/.test(mount.source)) {
    return {
      base: "image",
      action: "rebuild",
      because: `Its packages lie in an anonymous volume at ${mount.target}, which was filled from the image.`,
    };
  }
  const because =
    mount.kind === "tmpfs"
      ? "Its packages lie in memory, and are installed at each start."
      : `Its packages lie in a volume at ${mount.target}: a start that installs them takes it in.`;
  return { base: "start", action: "restart", because };
}

/** The folder and those that it is in, up to the root. */
function upFrom(folder: string): string[] {
  const up = path.posix.dirname(folder);
  return up === folder ? [folder] : [folder, ...upFrom(up)];
}
