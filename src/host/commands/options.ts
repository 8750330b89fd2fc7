import path from "node:path";
import { isWords } from "../decodeLists.ts";

/**
 * A command's second argument: what the user would be asked otherwise. Of use to key bindings, other extensions and
 * tests. VS Code itself hands menus' commands the selected rows there: they have none of these.
 */
export interface CommandOptions {
  /** The warning has been answered: go on. */
  readonly confirmed: boolean;
  /** A mode's label or id. */
  readonly mode?: string;
  /** Names; null: Compose's own. */
  readonly profiles?: readonly string[] | null;
  /** A Docker context's name; empty: Docker's own choice. */
  readonly context?: string;
  /** A program and its arguments. */
  readonly command?: readonly string[];
  /** A builder's name; empty: Docker's current one. */
  readonly builder?: string;
  /** Absolute: what to compare, or where to write. */
  readonly file?: string;
}

export function decodeOptions(value: unknown): CommandOptions {
  // A mode's label alone is what the first version took.
  if (typeof value === "string") return { confirmed: false, mode: value };
  if (typeof value !== "object" || value === null) return { confirmed: false };
  const of = (key: keyof CommandOptions): unknown => (value as Partial<Record<string, unknown>>)[key];
  const mode = of("mode");
  const profiles = of("profiles");
  const context = of("context");
  const command = of("command");
  const builder = of("builder");
  const file = of("file");
  return {
    confirmed: of("confirmed") === true,
    ...(typeof mode === "string" ? { mode } : {}),
    ...(profiles === null || isWords(profiles) ? { profiles } : {}),
    ...(typeof context === "string" ? { context } : {}),
    ...(isWords(command) && command.length > 0 ? { command } : {}),
    ...(typeof builder === "string" ? { builder } : {}),
    ...(typeof file === "string" && path.isAbsolute(file) ? { file } : {}),
  };
}
