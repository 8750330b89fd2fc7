import { access } from "node:fs/promises";
import path from "node:path";
import type { Disposable } from "../../shared/disposable.ts";
import type { Logger } from "../base/logger.ts";
import { dockerConfigDir } from "./dockerContext.ts";

/** `docker context` writes a few files one after the other. */
const SETTLE_MS = 200;
/** Below `contexts/tls`: a context's folder, its endpoint's, and the certificates. */
const DEEPEST = 3;

/**
 * Tells when somebody changed which contexts Docker has, or which is the current one: `docker context use` writes
 * `config.json`, the others write below `contexts` (docker 28). Nothing is polled, and nothing else in the folder is
 * watched; the folder itself may come later.
 */
export function watchContexts(
  options: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly homeDir: string;
    readonly logger: Logger;
  },
  changed: () => void,
): Disposable & { readonly ready: Promise<void> } {
  const { env, homeDir, logger } = options;
  const root = path.resolve(dockerConfigDir(env, homeDir));
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  let disposed = false;
  let close: (() => Promise<void>) | undefined;
  let settling: NodeJS.Timeout | undefined;

  async function watch(): Promise<void> {
    // Loaded when the first engine has been looked for: it is not needed to show a tree.
    const { watch: chokidar } = await import("chokidar");
    // Of a folder that is not there yet, chokidar (5) may miss the coming.
    const from = (await isThere(root)) ? root : path.dirname(root);
    if (disposed) return;
    const watcher = chokidar(from, { ignoreInitial: true, ignored: (file) => !isContextFile(root, file) });
    close = () => watcher.close();
    watcher.on("error", (error) => logger.warn(`Docker's contexts can't be watched: ${String(error)}`));
    watcher.on("ready", resolve);
    watcher.on("all", () => {
      // Not begun anew by each change: whoever changes something all the time must not keep it from being told.
      settling ??= setTimeout(() => {
        settling = undefined;
        changed();
      }, SETTLE_MS);
    });
  }

  watch().catch((error: unknown) => logger.warn(`Docker's contexts can't be watched: ${String(error)}`));
  return {
    ready,
    dispose() {
      disposed = true;
      clearTimeout(settling);
      resolve();
      void close?.();
    },
  };
}

/** The folder itself and what leads to it count, or chokidar (5) would not look into them. */
function isContextFile(root: string, file: string): boolean {
  if (!path.relative(file, root).startsWith("..")) return true;
  const [first, second, ...deeper] = path.relative(root, file).split(path.sep);
  if (first === "config.json") return second === undefined;
  return (
    first === "contexts" &&
    (second === undefined || second === "meta" || second === "tls") &&
    deeper.length <= DEEPEST
  );
}

async function isThere(folder: string): Promise<boolean> {
  try {
    await access(folder);
    return true;
  } catch {
    return false;
  }
}
