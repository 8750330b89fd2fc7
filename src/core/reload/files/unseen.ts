import path from "node:path";
import type { ReloadTool } from "../../../shared/model.ts";
import type { SourceQuery, WatchedChange } from "./facts.ts";
import type { View } from "./view.ts";

type Unseen = WatchedChange["unseen"];

/**
 * Why a change would not be seen, most likely. A read-only bind mount carries file events like any other (tried with
 * Docker 28.5 on Linux), so that it is a reason only for what has to be written into it.
 */
export function unseen(view: View, file: string, query: SourceQuery): Unseen {
  const { way } = view;
  switch (way.kind) {
    case "baked":
      return {
        cause: "notMounted",
        reason: `${path.basename(file)} is copied into the image and not mounted: the container has it as it was when the image was built.`,
        fix: `Rebuild the service, or mount ${path.dirname(file)}.`,
        action: "rebuild",
      };
    case "sync":
      return unsynced(view, way, file, query);
    case "mount":
      return unheard(way, file, query);
  }
}

function unsynced(
  { path: place }: View,
  { into }: Extract<View["way"], { kind: "sync" }>,
  file: string,
  { watchOn, service }: SourceQuery,
): Unseen {
  const action = service?.buildable === true ? "rebuild" : "restart";
  if (into !== undefined) {
    return {
      cause: "readOnlyMount",
      reason: `develop.watch copies ${path.basename(file)} to ${place}, but ${into.target} is mounted read-only.`,
      fix: `Mount ${into.target} so that it can be written, or leave it out of develop.watch.`,
      action: "recreate",
    };
  }
  return watchOn
    ? {
        cause: "noFileEvents",
        reason: `develop.watch is to copy ${path.basename(file)} to ${place}, and nothing of it has reached the program.`,
        fix: "Save the file again: watch copies what changes while it is on.",
        action,
      }
    : {
        cause: "watchOff",
        reason: `develop.watch is what copies ${path.basename(file)} to ${place}, and watch is off.`,
        fix: "Turn watch on, and save the file again: watch copies what changes while it is on.",
        action: "watch",
      };
}

function unheard(
  { host, target, isFile }: Extract<View["way"], { kind: "mount" }>,
  file: string,
  { tool }: SourceQuery,
): Unseen {
  if (isFile) {
    return {
      cause: "noFileEvents",
      reason: `Only the file ${path.basename(file)} is mounted: an editor that saves by putting a new file in its place leaves the container with the old one.`,
      fix: `Restart the service, or mount ${path.dirname(file)} in place of the file.`,
      action: "restart",
    };
  }
  return {
    cause: "noFileEvents",
    reason: `${tool.tool} was told of no change in ${target}: the mount of ${host} carries no file events, or the watcher hangs.`,
    fix: POLLING[tool.tool],
    action: "restart",
  };
}

/** cargo-watch 8.5, watchexec 2.8, Vite 7; bacon 3.26 and bun 1.4 have no such option. */
const POLLING: Readonly<Record<ReloadTool, string>> = {
  "cargo-watch": "Restart the service; where that does not last, start cargo watch with --poll.",
  watchexec: "Restart the service; where that does not last, start watchexec with --poll 1s.",
  vite: "Restart the service; where that does not last, set server.watch.usePolling, or CHOKIDAR_USEPOLLING=1 in its environment.",
  bacon: "Restart the service.",
  cargo: "Restart the service.",
  bun: "Restart the service.",
};
