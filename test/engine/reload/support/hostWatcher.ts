import { watch } from "chokidar";

/** chokidar (5.0) drops a file's changes for so long after one: all are told of once more when it is quiet. */
const QUIET_MS = 100;

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
  let again = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  watcher.on("all", (_event, file) => {
    if (paths.size === 0) {
      setImmediate(() => {
        const told = [...paths];
        paths = new Set();
        tell(told);
      });
    }
    paths.add(file);
    again.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => {
      tell([...again]);
      again = new Set();
    }, QUIET_MS);
  });
  await new Promise<void>((resolve) => watcher.once("ready", () => resolve()));
  return {
    async close() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
