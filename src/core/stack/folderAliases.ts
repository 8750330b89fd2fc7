import { realpath } from "node:fs/promises";
import path from "node:path";
import type { ContainerChange, EngineContainer } from "../engine/container.ts";
import { isWithin } from "./folders.ts";

/** A workspace folder that is opened over a link, and what Compose writes for it where it was run beyond the link. */
export interface FolderAlias {
  readonly folder: string;
  readonly real: string;
}

/** @param folders absolute paths; one that can't be resolved has no alias */
export async function folderAliases(folders: readonly string[]): Promise<readonly FolderAlias[]> {
  const resolved = await Promise.all(
    folders.map(async (folder) => ({ folder, real: await realpath(folder).catch(() => folder) })),
  );
  return resolved.filter(
    ({ folder, real }) =>
      // Open under its real path as well, it goes by that.
      real !== folder && !folders.some((other) => other !== folder && isWithin(other, real)),
  );
}

/** The change with the paths on its labels as the workspace names them, so that one folder is not two. */
export function asOpened(change: ContainerChange, aliases: readonly FolderAlias[]): ContainerChange {
  if (aliases.length === 0) return change;
  switch (change.kind) {
    case "listed":
      return { ...change, containers: change.containers.map((container) => renamed(container, aliases)) };
    case "changed":
      return { ...change, container: renamed(change.container, aliases) };
    case "removed":
    case "lost":
      return change;
  }
}

function renamed(container: EngineContainer, aliases: readonly FolderAlias[]): EngineContainer {
  const { labels } = container;
  const alias = aliases.find(({ real }) =>
    [labels.workingDir, ...labels.configFiles].some((file) => isWithin(real, file)),
  );
  if (alias === undefined) return container;
  const rename = (file: string) =>
    isWithin(alias.real, file) ? path.join(alias.folder, path.relative(alias.real, file)) : file;
  return {
    ...container,
    labels: {
      ...labels,
      workingDir: rename(labels.workingDir),
      configFiles: labels.configFiles.map(rename),
      ...(labels.envFiles === undefined ? {} : { envFiles: labels.envFiles.map(rename) }),
    },
  };
}
