import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { SILENT } from "../src/core/base/logger.ts";
import { ProcessRunner } from "../src/core/base/process.ts";
import { findProgram } from "../src/core/base/which.ts";
import { readModel } from "../src/core/compose/config.ts";
import { SetReader } from "../src/core/compose/setReader.ts";
import { ensureEngine } from "./engine/ensure.ts";
import { createProgress } from "./support/progress.ts";
import type { RunCompose } from "./survey/direct.ts";
import { type Row, surveyProject } from "./survey/project.ts";

const progress = createProgress("survey");

/**
 * `npm run survey -- FOLDER [--json]`: reads each subfolder as a project of its own, as Dev Loop does, and compares
 * with what `docker compose config` says in its folder. Nothing is started. `DEVLOOP_COMPOSE=previous` takes the older
 * Compose. Ends with 1 where anything differs.
 */
async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { json: { type: "boolean" } },
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) {
    process.stderr.write("usage: npm run survey -- FOLDER [--json]\n");
    return 2;
  }
  if (
    !(await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    ))
  ) {
    process.stderr.write(`There is no folder ${folder}: name one that holds a folder for each project.\n`);
    return 2;
  }
  const compose = process.env["DEVLOOP_COMPOSE"] === "previous" ? "previous" : "current";
  const ensured = await ensureEngine({ progress, env: process.env, compose });
  if (ensured.kind === "unavailable") {
    process.stderr.write(`${ensured.reason}\n${ensured.advice}\n`);
    return 2;
  }
  try {
    const rows = await survey(path.resolve(folder), { ...process.env, ...ensured.engine.env });
    print(rows, ensured.engine.versions.compose, values.json ?? false);
    return rows.some(({ differences }) => differences.length > 0) ? 1 : 0;
  } finally {
    await ensured.engine.release();
  }
}

async function survey(folder: string, env: NodeJS.ProcessEnv): Promise<Row[]> {
  const docker = await findProgram("docker", env, process.platform);
  if (docker === undefined) throw new Error("There is no docker command on PATH.");
  const runner = new ProcessRunner({ trusted: () => true, env, logger: SILENT });
  const reader = new SetReader(
    (set, options, signal) => readModel({ runner, docker, set, ...options, env: {}, signal }),
    env,
  );
  const run: RunCompose = async (cwd, args) => {
    const result = await runner.run({ program: docker, args: ["compose", ...args], cwd, limit: 8_000_000 });
    return { ...result, exitCode: result.exitCode ?? -1 };
  };
  const rows: Row[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  const projects = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  const logger = { ...SILENT, warn: (text: string) => progress.step(text) };
  for (const { name } of projects.sort((left, right) => left.name.localeCompare(right.name))) {
    rows.push(...(await surveyProject(path.join(folder, name), name, { reader, run, logger })));
  }
  return rows;
}

function print(rows: readonly Row[], compose: string, json: boolean): void {
  const sum = (key: "active" | "services" | "buildable" | "profiles" | "hashes") =>
    rows.reduce((total, row) => total + row[key], 0);
  const totals = {
    compose,
    sets: rows.length,
    same: rows.filter(({ differences }) => differences.length === 0).length,
    refused: rows.filter(({ refused }) => refused !== undefined).length,
    services: sum("services"),
    active: sum("active"),
    buildable: sum("buildable"),
    profiles: sum("profiles"),
    hashes: sum("hashes"),
  };
  if (json) {
    process.stdout.write(`${JSON.stringify({ totals, rows }, undefined, 2)}\n`);
    return;
  }
  console.table(
    rows.map(({ folder, label, files, services, active, buildable, profiles, differences, refused }) => ({
      folder,
      label,
      files: files.join(" + "),
      services: services === active ? `${services}` : `${active} of ${services}`,
      buildable,
      profiles,
      result: differences.length > 0 ? "DIFFERS" : refused === undefined ? "same" : "refused alike",
    })),
  );
  for (const { folder, label, refused, differences } of rows) {
    if (refused !== undefined) console.log(`refused: ${folder} (${label}): ${refused}`);
    for (const difference of differences) console.log(`differs: ${folder} (${label}): ${difference}`);
  }
  console.table([totals]);
}

process.exitCode = await main(process.argv.slice(2));
