import { watch } from "node:fs";
import type { Disposable } from "../../shared/disposable.ts";

export interface FolderEvents {
  /** Something is to be said of what is called so in the folder, or of the folder itself; `undefined`: of anything. */
  readonly onName: (name: string | undefined) => void;
  /** No more will be told. */
  readonly onError: (error: Error) => void;
}

/**
 * Watches what is directly in a folder, with one handle, whatever is in it. chokidar (5) looks at every file of a
 * folder whenever one changes (0.1 s of processor for 3,000) and keeps a handle on each new one; it reads a folder
 * before it watches it, so that what comes in between is missed. Whoever uses this reads after it has begun.
 *
 * Throws where the folder can't be watched.
 */
export function watchFolder(folder: string, { onName, onError }: FolderEvents): Disposable {
  const watcher = watch(folder, (_kind, name) => onName(name ?? undefined));
  watcher.on("error", onError);
  return {
    dispose() {
      watcher.removeAllListeners();
      // What it still has to say of its end is nobody's concern.
      watcher.on("error", () => {});
      watcher.close();
    },
  };
}
