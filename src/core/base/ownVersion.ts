/** Dev Loop's version. Loaded when it is asked for: the manifest is as large as much of the code. */
export async function ownVersion(): Promise<string> {
  const { default: manifest } = await import("../../../package.json", { with: { type: "json" } });
  return manifest.version;
}
