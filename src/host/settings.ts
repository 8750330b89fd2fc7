import * as vscode from "vscode";
import { type BuildSettings, DEFAULT_BUILD, type Settings, STAMPS } from "../shared/protocol.ts";
import type { HostLog } from "./hostLog.ts";
import { decodeServices, mergeServices } from "./serviceSettings.ts";

const SECTION = "devloop";
/** As users write it, and as the core names it where something is wrong with it. */
export const STACKS_SETTING = "devloop.stacks";

/**
 * What the user set. VS Code leaves a workspace's values of restricted settings out while it is not trusted.
 * @param log is told what can't be used
 */
export function readSettings(log: HostLog): Settings {
  return {
    dockerHost: readDockerHost(),
    stacks: readFolders("stacks"),
    services: readServices(log),
    build: readBuild(),
  };
}

/** A hand-written settings.json can hold anything; the core says what is wrong with an address. */
export function readDockerHost(): string {
  const value = vscode.workspace.getConfiguration(SECTION).get<unknown>("dockerHost");
  return typeof value === "string" ? value.trim() : "";
}

export function onDidChangeSettings(log: HostLog, listener: (settings: Settings) => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SECTION)) listener(readSettings(log));
  });
}

function readServices(log: HostLog): Settings["services"] {
  const decoded = readFolders("services").map(({ value }) => decodeServices(value));
  // What is set for all folders is wrong in each of them, and said once.
  for (const problem of new Set(decoded.flatMap(({ problems }) => problems))) log.write("warn", problem);
  return mergeServices(decoded.map(({ services }) => services));
}

/** What can't be used counts as not set. */
export function readBuild(): BuildSettings {
  const config = vscode.workspace.getConfiguration(SECTION);
  const stamps = config.get<unknown>("build.arguments");
  const builder = config.get<unknown>("build.builder");
  return {
    stamps: Array.isArray(stamps) ? STAMPS.filter((stamp) => stamps.includes(stamp)) : DEFAULT_BUILD.stamps,
    builder: typeof builder === "string" ? builder.trim() : DEFAULT_BUILD.builder,
  };
}

const BEFORE_UP = ["ask", "rebuild", "never"] as const;

/** What to do before an Up that would run an image that is known to lack a change. */
export function readBeforeUp(): (typeof BEFORE_UP)[number] {
  const value = vscode.workspace.getConfiguration(SECTION).get<unknown>("build.beforeUp");
  return BEFORE_UP.find((each) => each === value) ?? "ask";
}

/** Each folder may have its own; folders of virtual file systems are no place where compose could run. */
function readFolders(key: string): { readonly folder: string; readonly value: unknown }[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === "file")
    .map(({ uri }) => ({
      folder: uri.fsPath,
      value: vscode.workspace.getConfiguration(SECTION, uri).get<unknown>(key),
    }))
    .filter(({ value }) => value !== undefined);
}
