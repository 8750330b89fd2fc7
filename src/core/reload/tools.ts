import type { Tool } from "./reader.ts";
import { bacon } from "./readers/bacon.ts";
import { bun } from "./readers/bun.ts";
import { cargo } from "./readers/cargo.ts";
import { cargoWatch } from "./readers/cargoWatch.ts";
import { vite } from "./readers/vite.ts";
import { watchexec } from "./readers/watchexec.ts";

/** The tools that are known: what runs another one comes before it. */
export const TOOLS: readonly Tool[] = [cargoWatch, watchexec, bacon, vite, bun, cargo];
