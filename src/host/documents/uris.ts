import * as vscode from "vscode";

/** What the read-only documents show: a container as the engine tells it, a file in a container, a build. */
export const DOCUMENT_SCHEMES = {
  inspect: "devloop-inspect",
  containerFile: "devloop-container",
  build: "devloop-build",
} as const;

/** Secrets in what the engine tells are hidden. */
export function inspectUri(containerId: string, name: string): vscode.Uri {
  return vscode.Uri.from({ scheme: DOCUMENT_SCHEMES.inspect, path: `/${name}.json`, query: containerId });
}

/** The copy that the container has itself. @param path absolute, in the container */
export function containerFileUri(containerId: string, path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: DOCUMENT_SCHEMES.containerFile, path, query: containerId });
}

/** @param id of a build that has ended. @param name what the tab is called */
export function buildUri(id: string, name: string): vscode.Uri {
  // What stands in a tab has no folders.
  const path = `/${name.replaceAll("/", "-")}.md`;
  return vscode.Uri.from({ scheme: DOCUMENT_SCHEMES.build, path, query: id });
}
