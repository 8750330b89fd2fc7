import * as z from "zod/mini";
import { ROOT } from "../../tools/build.ts";
import { delayRows } from "./latency.ts";
import { CONTAINERS } from "./support/benchStack.ts";
import { bundle } from "./support/bundle.ts";
import { ExtensionHosts } from "./support/hostRun.ts";
import type { Measurement } from "./support/measurement.ts";

const CHANGES = 60;

const Delays = z.array(z.object({ shown: z.number(), received: z.number() }));

/** As `latency`, in a real extension host, up to the tree's own word to VS Code and its rows made anew. */
export const hostLatency: Measurement = {
  name: "host-latency",
  async run(context) {
    const { env, socket } = await context.engine();
    const { folder, project } = await context.stack("plain");
    const hosts = await ExtensionHosts.open(context, { env });
    try {
      const delays = await hosts.run({
        program: await bundle("hostLatency"),
        extension: ROOT,
        workspace: folder,
        input: { services: CONTAINERS, socket, project, changes: CHANGES },
      });
      return delayRows("event → tree item updated, in an extension host", z.parse(Delays, delays));
    } finally {
      await hosts.end();
    }
  },
};
