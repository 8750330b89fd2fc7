import { readFile } from "node:fs/promises";
import path from "node:path";

/** A recording of a real tool's output, from `test/streams`. */
export function stream(file: string): Promise<string> {
  return readFile(path.join(import.meta.dirname, "../../../streams", file), "utf8");
}
