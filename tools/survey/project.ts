import { glob } from "node:fs/promises";
import path from "node:path";
import type { Logger } from "../../src/core/base/logger.ts";
import { discover } from "../../src/core/compose/discovery.ts";
import { baseFile } from "../../src/core/compose/fileNames.ts";
import type { SetReader } from "../../src/core/compose/setReader.ts";
import { differences } from "./compare.ts";
import { askDirectly, type RunCompose } from "./direct.ts";

/** What came of one set of files. */
export interface Row {
  readonly folder: string;
  readonly label: string;
  readonly files: readonly string[];
  readonly active: number;
  readonly services: number;
  readonly buildable: number;
  readonly profiles: number;
  /** Services whose hash Compose told. */
  readonly hashes: number;
  /** Why the files were refused, with the place that Dev Loop shows. */
  readonly refused?: string;
  readonly differences: readonly string[];
}

export interface SurveyPorts {
  readonly reader: SetReader;
  readonly run: RunCompose;
  readonly logger: Logger;
}

/** Discovers and reads the sets of a project as Dev Loop does, and asks Compose directly about each. */
export async function surveyProject(folder: string, name: string, ports: SurveyPorts): Promise<Row[]> {
  const rows: Row[] = [];
  const seen = new Set<string>();
  const never = new AbortController().signal;
  for (const found of await discover([folder], { env: process.env, logger: ports.logger })) {
    const { set, result, inputs } = await ports.reader.read(found, () => undefined, never);
    for (const file of [...set.files, ...inputs]) seen.add(file);
    const direct = await askDirectly(set, ports.run);
    const services = result.kind === "ok" ? result.model.services : [];
    rows.push({
      folder: path.join(name, path.relative(folder, set.projectDir)),
      label: set.label,
      files: set.files.map((file) => path.relative(folder, file)),
      active: services.filter(({ active }) => active).length,
      services: services.length,
      buildable: services.filter(({ buildable }) => buildable).length,
      profiles: result.kind === "ok" ? result.model.profiles.length : 0,
      hashes: services.filter(({ hash }) => hash !== undefined).length,
      ...(result.kind === "broken" ? { refused: refusal(folder, result) } : {}),
      differences: differences(result, direct),
    });
  }
  const missed = (await composeFiles(folder)).filter((file) => !seen.has(path.join(folder, file)));
  if (missed.length === 0) return rows;
  const nothing = { active: 0, services: 0, buildable: 0, profiles: 0, hashes: 0 };
  return [
    ...rows,
    { folder: name, label: "", files: missed, ...nothing, differences: ["not found by Dev Loop"] },
  ];
}

function refusal(
  folder: string,
  result: { problem: string; place?: { file: string; line: number } },
): string {
  const { problem, place } = result;
  return place === undefined ? problem : `${path.relative(folder, place.file)}:${place.line}: ${problem}`;
}

/** Whatever is called like a compose file, at any depth, without standard ones beside one that goes before them. */
async function composeFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  const exclude = (name: string) => /(?:^|[\\/])(?:node_modules|vendor|\.git)$/.test(name);
  for await (const file of glob("**/*compose*.{yml,yaml}", { cwd: folder, exclude })) files.push(file);
  const folders = Map.groupBy(files, (file) => path.dirname(file));
  return files.sort().filter((file) => {
    const names = (folders.get(path.dirname(file)) ?? []).map((each) => path.basename(each));
    const own = path.basename(file);
    return baseFile([own]) === undefined || baseFile(names) === own;
  });
}
