import { createProgress } from "../support/progress.ts";
import { type DevEngine, ensureEngine } from "./ensure.ts";
import { ensureSampleImages } from "./images.ts";
import { debianMachine, isRoot } from "./machine.ts";
import { sharedEngine } from "./own-engines.ts";
import { pinEngine, unpinEngine } from "./shared-engine.ts";

/** For trying things by hand: `eval "$(node tools/engine/main.ts up)"`. Only the lines to be evaluated go to stdout. */
async function main(action: string | undefined): Promise<number> {
  const progress = createProgress("engine");
  const { env } = process;
  const machine = isRoot() ? debianMachine(env) : undefined;
  switch (action) {
    case "up":
      return withEngine(async (engine) => {
        if (engine.isPrivate && machine !== undefined) {
          pinEngine((await sharedEngine({ machine, progress, env })).folder);
        }
        printExports(engine.env);
      });
    case "images":
      return withEngine(async (engine) =>
        printExports((await ensureSampleImages({ engine, progress, env })).env),
      );
    case "down": {
      const shared = machine && (await sharedEngine({ machine, progress, env }));
      const users = shared === undefined ? 0 : await unpinEngine(shared.engine, shared.folder);
      progress.step(users === 0 ? "no private engine runs" : `still used by ${users} processes`);
      return 0;
    }
    default:
      process.stderr.write("usage: node tools/engine/main.ts up | images | down\n");
      return 2;
  }

  async function withEngine(work: (engine: DevEngine) => Promise<void>): Promise<number> {
    const compose = env["DEVLOOP_COMPOSE"] === "previous" ? "previous" : "current";
    const ensured = await ensureEngine({ progress, env, compose });
    if (ensured.kind === "unavailable") {
      process.stderr.write(`${ensured.reason}\n${ensured.advice}\n`);
      return 1;
    }
    try {
      await work(ensured.engine);
      return 0;
    } finally {
      await ensured.engine.release();
    }
  }
}

/** PATH as an addition: whoever evaluates this later may have another one. */
function printExports(env: Record<string, string>): void {
  for (const [name, value] of Object.entries(env)) {
    const tail = `:${process.env["PATH"]}`;
    const added =
      name === "PATH" && value.endsWith(tail)
        ? `${quoted(value.slice(0, -tail.length))}:"$PATH"`
        : quoted(value);
    process.stdout.write(`export ${name}=${added}\n`);
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

process.exitCode = await main(process.argv[2]);
