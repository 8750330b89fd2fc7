// Plain JavaScript for whatever Node (20 or newer) the machine has: installs what package-lock.json names, once,
// then hands over to the tool itself under the project's own Node 24.
// Usage: node tools/bootstrap.mjs <tool> [arguments]   (a file of this folder, without its ending)
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const [tool, ...rest] = process.argv.slice(2);

const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 20) fail(`Node 20 or newer is needed to set up Dev Loop; this is ${process.version}.`);

const script = path.join(root, "tools", `${tool}.ts`);
if (tool === undefined || !existsSync(script))
  fail(`There is no tool "${tool}" in ${path.join(root, "tools")}.`);

install();

const node = path.join(
  root,
  "node_modules",
  "node",
  "bin",
  process.platform === "win32" ? "node.exe" : "node",
);
// A package manager that was told to run no scripts leaves no Node 24 there; the machine's own may do.
const runtime = existsSync(node) ? node : process.execPath;
if (runtime === process.execPath && major < 24) {
  fail("The project's own Node 24 is missing. Run `npm ci` with install scripts allowed, then try again.");
}

const child = spawn(runtime, [script, ...rest], {
  cwd: root,
  stdio: "inherit",
  // npm warns of settings of the outer npm that it does not know; they are not ours to answer for.
  env: { ...process.env, PATH: `${path.dirname(runtime)}${path.delimiter}${process.env.PATH ?? ""}` },
});
// The terminal sends Ctrl+C to the whole group: the tool ends in its own time, and we with it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (signal !== "SIGINT") child.kill(signal);
  });
}
child.on("error", (error) => fail(`The tool could not be started: ${error.message}`));
child.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
});

/** `npm ci`, unless the installed tree was made from this very lock file. */
function install() {
  const lock = readFileSync(path.join(root, "package-lock.json"));
  const key = createHash("sha256").update(lock).digest("hex");
  const marker = path.join(root, "node_modules", ".devloop-installed");
  if (existsSync(marker) && readFileSync(marker, "utf8") === key) return;
  const started = Date.now();
  console.log("setup: installing the project's packages (npm ci) …");
  // `npm` is a batch file on Windows, which only a shell could start: there npm's own program is taken.
  const outer = process.env.npm_execpath;
  const bundled = path.join(path.dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js");
  const cli = outer?.endsWith("npm-cli.js") ? outer : process.platform === "win32" ? bundled : undefined;
  const [command, args] = cli === undefined ? ["npm", []] : [process.execPath, [cli]];
  const result = spawnSync(command, [...args, "ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (result.error) console.error(result.error.message);
  if (result.status !== 0) fail("`npm ci` failed: see above. Is the package registry reachable?");
  writeFileSync(marker, key);
  console.log(`setup: packages installed in ${Math.round((Date.now() - started) / 1000)} s`);
}

function fail(text) {
  console.error(text);
  process.exit(1);
}
