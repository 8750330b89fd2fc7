import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { cacheFolder, once } from "../support/cache.ts";
import type { Progress } from "../support/progress.ts";
import { run } from "../support/run.ts";
import { which } from "../support/which.ts";

/** Current: what users have. Floor: the oldest VS Code that package.json's `engines.vscode` admits. */
export type VsCodeVersion = "current" | "floor";

/** VS Code's server, ready to be started with `node serverMain`. */
export interface VsCodeServerFiles {
  readonly kind: "server";
  readonly serverMain: string;
  readonly node: string;
  /** VS Code's version, such as 1.139.1. */
  readonly version: string;
}

interface Recipe {
  readonly codeServer: string;
  readonly vscode: string;
  /** code-server's `engines.node`: 1.105.1's extension host hangs on Node 24. */
  readonly nodeMajor: number;
  /** Native modules that are compiled here; all others are optional to the server. */
  readonly native: readonly string[];
  /** Dependencies that differ from the published ones, with why below. */
  readonly replaced: Readonly<Record<string, string>>;
}

/**
 * The npm package code-server carries VS Code's server files; its version is VS Code's with another major.
 * 4.105.1 takes @parcel/watcher from a git host and has ripgrep's binary downloaded by an install script: both come
 * from the npm registry here.
 */
const recipes: Record<VsCodeVersion, Recipe> = {
  current: {
    codeServer: "4.139.1",
    vscode: "1.139.1",
    nodeMajor: 24,
    native: ["node-pty", "@vscode/spdlog", "@parcel/watcher", "@vscode/native-watchdog"],
    replaced: {},
  },
  floor: {
    codeServer: "4.105.1",
    vscode: "1.105.1",
    nodeMajor: 22,
    native: ["node-pty", "@vscode/spdlog", "@parcel/watcher", "native-watchdog"],
    replaced: { "@parcel/watcher": "2.5.1", "@vscode/ripgrep-universal": "1.18.0" },
  },
};

/** Counts up when the steps below change, so that what an older checkout had set up is not taken for ours. */
const recipeNumber = 1;

/** Sets VS Code's server files up in the cache, once a version (about 40 s and 600 MB), and says where they are. */
export async function ensureServerFiles(
  choice: VsCodeVersion,
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<VsCodeServerFiles> {
  const recipe = recipes[choice];
  const ownNode = runsHere(recipe) ? "" : `-node${recipe.nodeMajor}`;
  const name = `vscode-server-${recipe.codeServer}-${process.arch}${ownNode}-${recipeNumber}`;
  const folder = path.join(cacheFolder(env), name);
  await once(folder, progress, (temporary) => setUp(recipe, temporary, env, progress));
  return {
    kind: "server",
    serverMain: path.join(vscodeFolder(folder), "out", "server-main.js"),
    node: nodeOf(recipe, folder),
    version: recipe.vscode,
  };
}

async function setUp(
  recipe: Recipe,
  folder: string,
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<void> {
  const npm = npmRunner(nodeOf(recipe, folder), env);
  const vscode = vscodeFolder(folder);
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "vscode-server", private: true }));
  const packages = [`code-server@${recipe.codeServer}`];
  if (!runsHere(recipe)) packages.push(`${nodePackage()}@${recipe.nodeMajor}`);
  await progress.during(`fetching VS Code ${recipe.vscode} (npm package code-server)`, () =>
    npm(folder, ["install", "--ignore-scripts", ...packages]),
  );
  replaceDependencies(vscode, recipe.replaced);
  await progress.during("fetching what VS Code depends on", () =>
    npm(vscode, ["install", "--omit=dev", "--ignore-scripts"]),
  );
  placeRipgrep(vscode);
  await progress.during("compiling VS Code's native modules", () =>
    npm(vscode, ["rebuild", ...recipe.native]),
  );
  // What the tools need most, terminals and the server itself, must load before this counts as set up.
  await run(nodeOf(recipe, folder), ["-e", "require('node-pty')"], { cwd: vscode, env });
  await run(nodeOf(recipe, folder), [path.join(vscode, "out", "server-main.js"), "--version"], {
    cwd: vscode,
    env,
  });
}

function vscodeFolder(folder: string): string {
  return path.join(folder, "node_modules", "code-server", "lib", "vscode");
}

function runsHere(recipe: Recipe): boolean {
  return process.versions.node.startsWith(`${recipe.nodeMajor}.`);
}

/** Node's binaries as npm packages, one a platform; unlike the package `node` they need no install script. */
function nodePackage(): string {
  return `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
}

function nodeOf(recipe: Recipe, folder: string): string {
  if (runsHere(recipe)) return process.execPath;
  const program = process.platform === "win32" ? "node.exe" : "node";
  return path.join(folder, "node_modules", nodePackage(), "bin", program);
}

/** npm, run under `node` (once that is there) and free of what an outer `npm start` tells its scripts. */
function npmRunner(node: string, env: NodeJS.ProcessEnv): (cwd: string, args: string[]) => Promise<unknown> {
  const cli = npmCli(env);
  const own = Object.entries(env).filter(
    ([name]) => !/^npm_(package_|lifecycle_|command$|config_local_prefix$)/.test(name),
  );
  return (cwd, args) => {
    const program = existsSync(node) ? node : process.execPath;
    const PATH = `${path.dirname(program)}${path.delimiter}${env["PATH"] ?? ""}`;
    const options = ["--prefix", cwd, "--no-audit", "--no-fund", "--loglevel=error"];
    return run(program, [cli, ...args, ...options], { cwd, env: { ...Object.fromEntries(own), PATH } });
  };
}

function npmCli(env: NodeJS.ProcessEnv): string {
  const outer = env["npm_execpath"];
  if (outer?.endsWith("npm-cli.js") && existsSync(outer)) return outer;
  const npm = which(process.platform === "win32" ? "npm.cmd" : "npm", env["PATH"]);
  if (npm === undefined) throw new Error("npm is not on the PATH");
  const real = realpathSync(npm);
  return real.endsWith(".js")
    ? real
    : path.join(path.dirname(real), "node_modules", "npm", "bin", "npm-cli.js");
}

/** Changes what package.json and the shrinkwrap say of these packages; npm then resolves them afresh. */
function replaceDependencies(vscode: string, replaced: Readonly<Record<string, string>>): void {
  if (Object.keys(replaced).length === 0) return;
  edit(path.join(vscode, "package.json"), (json) => {
    json["dependencies"] = { ...record(json["dependencies"]), ...replaced };
  });
  edit(path.join(vscode, "npm-shrinkwrap.json"), (json) => {
    const packages = record(json["packages"]);
    for (const name of Object.keys(replaced)) delete packages[`node_modules/${name}`];
    const top = record(packages[""]);
    top["dependencies"] = { ...record(top["dependencies"]), ...replaced };
  });
}

/** Where @vscode/ripgrep expects a downloaded `rg` it gets the one of @vscode/ripgrep-universal. */
function placeRipgrep(vscode: string): void {
  const old = path.join(vscode, "node_modules", "@vscode", "ripgrep");
  const universal = path.join(vscode, "node_modules", "@vscode", "ripgrep-universal", "bin");
  const program = process.platform === "win32" ? "rg.exe" : "rg";
  const binary = path.join(universal, `${process.platform}-${process.arch}`, program);
  if (!existsSync(old) || !existsSync(binary)) return;
  mkdirSync(path.join(old, "bin"), { recursive: true });
  copyFileSync(binary, path.join(old, "bin", program));
  chmodSync(path.join(old, "bin", program), 0o755);
}

function edit(file: string, change: (json: Record<string, unknown>) => void): void {
  const json = record(JSON.parse(readFileSync(file, "utf8")));
  change(json);
  writeFileSync(file, JSON.stringify(json, undefined, 2));
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null)
    throw new Error("code-server's package files have changed their shape");
  return value as Record<string, unknown>;
}
