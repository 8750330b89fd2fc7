import { parseArgs } from "node:util";
import { type CliPorts, EXIT } from "./ports.ts";
import { status } from "./status.ts";

const HELP = `Usage: devloop status [--json] [--verbose] [folder]

Tells of the Docker Compose stacks of a folder (the current one, unless named): which services run, whether
they are healthy, and whether what runs is what was last written. Other projects on the engine are left out.
To ask is to trust the folder: docker compose is run on its files.

  --json      as JSON
  --verbose   say on stderr what is done: programs started, their exit codes
  --version   print the version
  --help      print this text

Exit code: 0 all is well, 1 something is not, 2 it can't be told (why, on stderr), 130 interrupted.
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
  if (command !== "status") {
    ports.err(
      `devloop: ${command === undefined ? "no command given" : `no such command: ${command}`}\n\n${HELP}`,
    );
    return EXIT.cannotTell;
  }
  try {
    return await status({ json: values.json ?? false, verbose: values.verbose ?? false, args }, ports);
  } catch (error) {
    // Node's own exit code for it would be 1, which means something else here.
    ports.err(`devloop: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.cannotTell;
  }
}

function parse(argv: readonly string[]) {
  const flag = { type: "boolean" } as const;
  const options = { json: flag, verbose: flag, help: { ...flag, short: "h" }, version: flag } as const;
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
