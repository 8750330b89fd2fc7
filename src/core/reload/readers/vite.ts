import type { Tool, ToolSetup } from "../reader.ts";
import { startedBy } from "./startedBy.ts";
import { startsVite } from "./viteCommand.ts";
import { ViteReader } from "./viteReader.ts";

const SETUP: ToolSetup = {
  tool: "vite",
  watching: { kind: "graph" },
  // What it can't transform is answered with 500 and the error (5.4, 7.3, 8.3).
  meanwhile: "nothing",
  tellsBegin: false,
  tellsSuccess: true,
  buildsWhenAsked: true,
  whileRunning: "restarts",
};

/** Vite's dev server (5, 7 and 8). */
export const vite: Tool = {
  tool: "vite",
  fromCommand: (command, { workingDir }) =>
    startedBy(command, workingDir).some(({ words }) => startsVite(words)) ? SETUP : undefined,
  usual: () => SETUP,
  isTypical: (text) =>
    /^ *VITE v\d+\.\d+\.\d+\S* +ready in \d+ ms$|^[^[]{0,24}\[vite\] (?:\(\S+\) )?(?:hmr update|page reload) /.test(
      text,
    ),
  createReader: () => new ViteReader(),
};
