import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod/mini";
import { ROOT } from "../../tools/build.ts";
import { rounded, row } from "./row.ts";
import { median } from "./statistics.ts";
import { bundle } from "./support/bundle.ts";
import { ExtensionHosts } from "./support/hostRun.ts";
import type { Measurement } from "./support/measurement.ts";

const HOSTS = 8;
const GOAL_MS = 15;
const DEV_LOOP = "devloop.devloop";
const EMPTY = "bench.empty";
/** Goes first everywhere: the first extension of a host pays for what all of them use. */
const FIRST = "bench.first";

const Times = z.record(z.string(), z.number());

/** What `activate` takes in a real extension host, loading its code included, above an extension that does nothing. */
export const activate: Measurement = {
  name: "activate",
  async run(context) {
    const folder = mkdtempSync(path.join(tmpdir(), "devloop-activate-"));
    try {
      const workspace = path.join(folder, "workspace");
      mkdirSync(workspace);
      const first = emptyExtension(folder, FIRST);
      const installed = {
        [EMPTY]: filesIn(emptyExtension(folder, EMPTY)),
        [DEV_LOOP]: ["package.json", "package.nls.json", "dist"].map((name) => path.join(ROOT, name)),
      };
      const program = await bundle("hostActivate");
      const hosts = await ExtensionHosts.open(context, { env: process.env, installed });
      const times: z.infer<typeof Times>[] = [];
      try {
        for (let index = 0; index < HOSTS; index++) {
          const pair = index % 2 === 0 ? [EMPTY, DEV_LOOP] : [DEV_LOOP, EMPTY];
          const input = [FIRST, ...pair];
          times.push(z.parse(Times, await hosts.run({ program, extension: first, workspace, input })));
        }
      } finally {
        await hosts.end();
      }
      const middle = (id: string): number => median(times.map((each) => each[id] ?? Number.NaN));
      return [
        row({
          name: "activate, above an empty extension",
          value: median(times.map((each) => (each[DEV_LOOP] ?? Number.NaN) - (each[EMPTY] ?? Number.NaN))),
          unit: "ms",
          goal: GOAL_MS,
          peer: "Docker DX: 60 to 75 ms to load; vscode-containers: 142 ms",
          detail:
            `${rounded(middle(DEV_LOOP))} ms against ${rounded(middle(EMPTY))} ms, medians of ${HOSTS} fresh hosts; ` +
            "the value is the median of the differences",
        }),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function emptyExtension(parent: string, id: string): string {
  const [publisher = "", name = ""] = id.split(".");
  const folder = path.join(parent, name);
  mkdirSync(folder);
  const manifest = { publisher, name, version: "1.0.0", engines: { vscode: "^1.105.0" }, type: "module" };
  writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({ ...manifest, main: "./extension.js", activationEvents: [] }),
  );
  writeFileSync(path.join(folder, "extension.js"), "export function activate() {}\n");
  return folder;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).map((name) => path.join(folder, name));
}
