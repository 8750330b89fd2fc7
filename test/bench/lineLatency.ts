import * as z from "zod/mini";
import { ROOT } from "../../tools/build.ts";
import { type Row, rounded, row } from "./row.ts";
import { percentile } from "./statistics.ts";
import type { BenchEngine } from "./support/benchEngine.ts";
import { bundle } from "./support/bundle.ts";
import { createCore, watchedCore } from "./support/core.ts";
import { WORKER } from "./support/dist.ts";
import { EngineApi } from "./support/engineApi.ts";
import { ExtensionHosts } from "./support/hostRun.ts";
import type { BenchContext, Measurement } from "./support/measurement.ts";
import { type PrintedLine, printedLines } from "./support/printedLines.ts";
import { RELOADS, type ReloadStack, reloadStack } from "./support/reloadStack.ts";

const LINES = 200;
const PAUSE_S = 0.1;
const GOAL_MS = 50;
const SERVICE = "app";

const Lines = z.array(z.object({ printed: z.number(), received: z.number(), shown: z.number() }));

/** How long after a tool has printed a line it shows what the line says, beyond a bare log stream. */
export const lineLatency: Measurement = {
  name: "line-latency",
  async run(context) {
    const engine = await context.engine();
    const stack = await reloadStack(engine, { [SERVICE]: { main: RELOADS, pause: PAUSE_S } });
    try {
      const { progress } = context;
      const inMirror = await progress.during(`${LINES} lines`, () => linesInMirror(engine, stack));
      const inHost = await progress.during(`${LINES} lines, in a host`, () =>
        linesInHost(context, engine, stack),
      );
      return [
        lineRow("line printed → state in the host's mirror", inMirror),
        lineRow("line printed → status bar told, in an extension host", inHost),
      ];
    } finally {
      await stack.end();
    }
  },
};

async function linesInMirror({ env, socket }: BenchEngine, stack: ReloadStack): Promise<PrintedLine[]> {
  // A worker thread gets the environment of the process that starts it, as in the extension host.
  Object.assign(process.env, env);
  const core = createCore(WORKER, stack.folder);
  const api = new EngineApi(socket);
  try {
    core.start();
    const service = { name: SERVICE, id: stack.ids[SERVICE] ?? "" };
    return await printedLines(watchedCore(core), api, service, LINES);
  } finally {
    api.dispose();
    await core.stop();
  }
}

async function linesInHost(
  context: BenchContext,
  { env, socket }: BenchEngine,
  stack: ReloadStack,
): Promise<PrintedLine[]> {
  const hosts = await ExtensionHosts.open(context, { env });
  try {
    const lines = await hosts.run({
      program: await bundle("hostLines"),
      extension: ROOT,
      workspace: stack.folder,
      input: { socket, service: { name: SERVICE, id: stack.ids[SERVICE] }, lines: LINES },
    });
    return z.parse(Lines, lines);
  } finally {
    await hosts.end();
  }
}

function lineRow(name: string, lines: readonly PrintedLine[]): Row {
  const text = (values: readonly number[]): string =>
    `p50 ${rounded(percentile(values, 0.5))}, p95 ${rounded(percentile(values, 0.95))} ms`;
  return row({
    name: `${name}, beyond a bare log stream, p95`,
    value: percentile(
      lines.map(({ shown, received }) => shown - received),
      0.95,
    ),
    unit: "ms",
    goal: GOAL_MS,
    detail:
      `${lines.length} lines, from the engine's own time: ${text(lines.map(({ shown, printed }) => shown - printed))}; ` +
      `a bare log stream beside it ${text(lines.map(({ received, printed }) => received - printed))}`,
  });
}
