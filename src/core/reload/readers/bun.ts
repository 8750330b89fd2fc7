import type { Tool, ToolSetup } from "../reader.ts";
import { type BunMode, bunMode } from "./bunCommand.ts";
import { BunReader } from "./bunReader.ts";
import { BunTestReader } from "./bunTest.ts";
import { startedBy } from "./startedBy.ts";

const GRAPH: Omit<ToolSetup, "meanwhile"> = {
  tool: "bun",
  watching: { kind: "graph" },
  tellsBegin: false,
  tellsSuccess: false,
  whileRunning: "restarts",
};
/** With what was measured of 1.4.5: what answers while an error stands. */
const SETUPS: Readonly<Record<BunMode, ToolSetup>> = {
  // The module that failed is left out, and the server that listens goes on with the others.
  hot: { ...GRAPH, meanwhile: "old" },
  // The process is another one, which has not come to listening.
  watch: { ...GRAPH, meanwhile: "nothing" },
  // Each page answers with 500 and the error.
  html: { ...GRAPH, meanwhile: "nothing", tellsSuccess: true },
  test: { ...GRAPH, meanwhile: "nothing", tellsBegin: true, tellsSuccess: true },
};

/** bun's own reloads (1.4.5). */
export const bun: Tool = {
  tool: "bun",
  fromCommand(command, { workingDir }) {
    for (const { words } of startedBy(command, workingDir)) {
      const mode = bunMode(words);
      if (mode !== undefined) return SETUPS[mode];
    }
    return undefined;
  },
  usual: () => ({ ...GRAPH, meanwhile: "unknown" }),
  isTypical: (text) =>
    /^(?: DEV {2})?Bun v\d+\.\d+\.\d+\S* (?:dev server )?ready in [\d.]+ m?s$|^Bundled page in [\d.]+m?s: /.test(
      text,
    ),
  createReader(setup, startedAt) {
    if (setup.tellsBegin) return new BunTestReader();
    if (setup.tellsSuccess) return new BunReader("html", startedAt);
    return new BunReader(setup.meanwhile === "nothing" ? "watch" : "hot", startedAt);
  },
};
