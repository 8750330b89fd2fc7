import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const FOLDER = path.join(import.meta.dirname, "..", "..", "..", "..", "streams", "reports");

/** The recorded reports' names. */
export function reportNames(): string[] {
  return readdirSync(FOLDER).filter((name) => name.endsWith(".jsonl"));
}

export function reportText(name: string): string {
  return readFileSync(path.join(FOLDER, name), "utf8");
}
