import * as z from "zod/mini";
import { ROOT } from "../../tools/build.ts";
import { run } from "../../tools/support/run.ts";
import { type Row, rounded, row } from "./row.ts";
import { bundle } from "./support/bundle.ts";
import { ExtensionHosts } from "./support/hostRun.ts";
import type { Measurement } from "./support/measurement.ts";
import { FLOODS, reloadStack } from "./support/reloadStack.ts";

const SECONDS = 15;
const GOAL_MS = 5;

const Delays = z.object({ idle: z.number(), unread: z.number(), read: z.number() });

/** How long the extension host's event loop is held up while a service floods its log, against an idle time. */
export const hostFlood: Measurement = {
  name: "host-flood",
  async run(context) {
    const engine = await context.engine();
    const flood = { main: FLOODS, pause: 0 };
    // The same flood that nobody reads shows what the machine itself has to do for it.
    const stack = await reloadStack(engine, { read: flood }, { unread: flood });
    const hosts = await ExtensionHosts.open(context, { env: engine.env });
    try {
      const delays = await hosts.run({
        program: await bundle("hostFlood"),
        extension: ROOT,
        workspace: stack.folder,
        input: { socket: engine.socket, ids: stack.ids, seconds: SECONDS },
      });
      const printed = await run("docker", ["exec", stack.ids["read"] ?? "", "cat", "/printed"], {
        env: engine.env,
      });
      return floodRows(z.parse(Delays, delays), Number(printed.stdout) / 1e6);
    } finally {
      await hosts.end();
      await stack.end();
    }
  },
};

function floodRows({ idle, unread, read }: z.infer<typeof Delays>, megabytes: number): Row[] {
  return [
    row({
      name: "extension host's event-loop delay in a log flood, p99 above idle",
      value: read - idle,
      unit: "ms",
      goal: GOAL_MS,
      detail:
        `p99 idle ${rounded(idle)} ms, flood ${rounded(read)} ms (${rounded(megabytes)} MB in ${SECONDS} s), ` +
        `the same flood from a container that nobody reads ${rounded(unread)} ms`,
    }),
  ];
}
