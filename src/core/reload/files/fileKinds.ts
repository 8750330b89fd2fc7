import path from "node:path";
import type { ReloadTool } from "../../../shared/model.ts";

/** What cargo reads of a project for sure. */
export function isCargoSource(name: string): boolean {
  return name.endsWith(".rs") || name === "Cargo.toml";
}

/** What a Rust program may take in as it is compiled, or not at all. */
const BESIDE_RUST = new Set([
  ...[".toml", ".sql", ".proto", ".graphql", ".html", ".css", ".js", ".ts", ".json", ".yaml", ".yml"],
  ...[".hbs", ".tera", ".jinja", ".j2", ".askama", ".ftl", ".c", ".h", ".cc", ".cpp", ".hpp"],
]);

/** What a bundler, or bun, may load. */
const SCRIPTED = new Set([
  ...[
    ".ts",
    ".tsx",
    ".mts",
    ".cts",
    ".js",
    ".jsx",
    ".mjs",
    ".cjs",
    ".json",
    ".css",
    ".scss",
    ".sass",
    ".less",
  ],
  ...[".html", ".svelte", ".vue", ".astro", ".mdx", ".svg", ".graphql", ".wasm", ".toml", ".sql"],
]);

/**
 * Read by tools, and by what they start only as it starts, if at all. Vite (8.3) puts what it makes of its configuration
 * beside it for a moment.
 */
const SETTINGS =
  /^(?:package|package-lock|npm-shrinkwrap|tsconfig[\w.-]*|jsconfig|biome|deno|components|turbo|nx|renovate|vercel|bunfig|wrangler)\.(?:jsonc?|toml)$|^(?:vite|vitest|playwright|eslint|postcss|tailwind|svelte|jest|prettier|babel)\.config\.\w+(?:\.timestamp-[\w-]+\.mjs)?$/;
const TEST =
  /(?:\.(?:test|spec|stories|bench)\.\w+|\.d\.[cm]?ts)$|(?:^|\/)__(?:tests|mocks|snapshots)__(?:\/|$)/;
const BUILT = /(?:^|\/)(?:dist|coverage|test-results|playwright-report)\/|^(?:build|out)\//;
const NOT_RUN = /(?:^|\/)(?:tests|benches|examples)\//;

export function isCargoTool(tool: ReloadTool): boolean {
  return tool !== "bun" && tool !== "vite";
}

/** Whether a cargo project may take the file in, though that is not certain. */
export function maySuitCargo(name: string): boolean {
  return isCargoSource(name) || (name !== "rust-toolchain.toml" && BESIDE_RUST.has(path.posix.extname(name)));
}

/** @param below the path below the folder of the project, with slashes */
export function maySuitScripts(below: string): boolean {
  const name = path.posix.basename(below);
  return (
    SCRIPTED.has(path.posix.extname(name)) && !SETTINGS.test(name) && !TEST.test(below) && !BUILT.test(below)
  );
}

/** Of a program that nothing watches: what its next start takes in for sure, as far as names tell. */
export function isReadAtStart(tool: ReloadTool, below: string): boolean {
  const name = path.posix.basename(below);
  return isCargoTool(tool) ? isCargoSource(name) && !NOT_RUN.test(below) : maySuitScripts(below);
}

/** Whether a file of the name can be of any interest: the others are not even looked at. */
export function mayBeSource(tool: ReloadTool, name: string): boolean {
  return isCargoTool(tool) ? maySuitCargo(name) : SCRIPTED.has(path.posix.extname(name));
}
