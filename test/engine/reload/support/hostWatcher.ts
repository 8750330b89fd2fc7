import { watch } from "chokidar";

/** Stands for the editor's watcher: tells what changed below a folder, by whatever program, a moment's changes at once. */
export interface HostWatcher {
  close(): Promise<void>;
}

export async function watchAsHost(
  folder: string,
  tell: (paths: readonly string[]) => void,
): Promise<HostWatcher> {
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (file) => /\/(?:\.git|node_modules|target)(?:\/|$)/.test(file),
  });
  let paths = new Set<string>();
  watcher.on("all", (_event, file) => {
    if (paths.size === 0) {
      setImmediate(() => {
        const told = [...paths];
        paths = new Set();
        tell(told);
      });
    }
    paths.add(file);
  });
  await new Promise<void>((resolve) => watcher.once("ready", () => resolve()));
  return { close: () => watcher.close() };
}
