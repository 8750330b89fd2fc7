import { parseArgs } from "node:util";
import { cannotTell } from "./core.ts";
import { type CliPorts, EXIT } from "./ports.ts";
import { status } from "./status.ts";
import { wait } from "./wait.ts";

const DEFAULT_TIMEOUT = "5m";

const HELP = `Usage: devloop status [--json] [--verbose] [folder]
       devloop wait [--service NAME]... [--timeout TIME] [--json] [--verbose] [folder]

Tells of the Docker Compose stacks of a folder (the current one, unless named). Other projects on the engine
are left out. To ask is to trust the folder: docker compose is run on its files.

status  tells which services run, whether they are healthy, and whether what runs is what was last written
wait    waits until the last change is served by every service that is known to reload its sources
        (cargo-watch, watchexec, bacon, cargo, bun, Vite), so that this runs on what you just wrote:
        devloop wait && playwright test

  --service NAME  wait for this service only, by its name or as project/service; may be given again
  --timeout TIME  wait so long at most: 30s, 5m, or seconds; unless given: ${DEFAULT_TIMEOUT}
  --json          as JSON
  --verbose       say on stderr what is done: programs started, their exit codes
  --version       print the version
  --help          print this text

Exit code of status: 0 all is well, 1 something is not, 2 it can't be told (why, on stderr).
Exit code of wait: 0 the last change is served; 1 it failed: a build, a program, a health check; 2 no watcher
has seen it, no reload takes it in, it can't be told, or the time is up (why, and what to do, is said).
Of both: 130 interrupted.
`;

/** Runs one command to its end and returns the exit code. */
export async function runCli(argv: readonly string[], ports: CliPorts): Promise<number> {
  const parsed = parse(argv);
  if (typeof parsed === "string") {
    ports.err(`devloop: ${parsed}\nTry: devloop --help\n`);
    return EXIT.cannotTell;
  }
  const { values, positionals } = parsed;
  if (values.help) ports.out(HELP);
  else if (values.version) ports.out(`${ports.version}\n`);
  if (values.help || values.version) return EXIT.well;
  const [command, ...args] = positionals;
  const { json = false, verbose = false, service: services = [], timeout = DEFAULT_TIMEOUT } = values;
  try {
    switch (command) {
      case "status": {
        const foreign = (["service", "timeout"] as const).find((name) => values[name] !== undefined);
        if (foreign !== undefined) return cannotTell(ports, `status has no option --${foreign}`);
        return await status({ json, verbose, args }, ports);
      }
      case "wait":
        return await wait({ json, verbose, args, services, timeout }, ports);
      default:
        ports.err(
          `devloop: ${command === undefined ? "no command given" : `no such command: ${command}`}\n\n${HELP}`,
        );
        return EXIT.cannotTell;
    }
  } catch (error) {
    // Node's own exit code for it would be 1, which means something else here.
    return cannotTell(ports, error instanceof Error ? error.message : String(error));
  }
}

function parse(argv: readonly string[]) {
  const flag = { type: "boolean" } as const;
  const options = {
    json: flag,
    verbose: flag,
    service: { type: "string", multiple: true },
    timeout: { type: "string" },
    help: { ...flag, short: "h" },
    version: flag,
  } as const;
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
