import { build } from "./build.ts";
import { builds } from "./builds.ts";
import { foreignOption, type OptionName, type OptionValues, parseCommandLine } from "./commandLine.ts";
import { cannotTell } from "./core.ts";
import { HELP } from "./help.ts";
import { type CliPorts, EXIT } from "./ports.ts";
import { status } from "./status.ts";
import { wait } from "./wait.ts";

interface Command {
  /** The options that it has besides those of all. */
  readonly options: readonly OptionName[];
  run(values: OptionValues, args: readonly string[], ports: CliPorts): Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  status: {
    options: [],
    run: (values, args, ports) => status({ ...common(values), args }, ports),
  },
  wait: {
    options: ["service", "timeout"],
    run: (values, args, ports) =>
      wait(
        { ...common(values), args, services: values.service ?? [], timeout: values.timeout ?? "5m" },
        ports,
      ),
  },
  build: {
    options: ["service", "mode", "no-cache", "stamp"],
    run: (values, args, ports) => {
      const { service: names = [], mode, "no-cache": noCache = false, stamp: stampAll = false } = values;
      const wish = { names, noCache, stampAll, ...(mode === undefined ? {} : { mode }) };
      return build({ ...common(values), args, ...wish }, ports);
    },
  },
  builds: {
    options: ["service", "all", "limit"],
    run: (values, args, ports) => {
      const { service: services = [], all = false, limit = "20" } = values;
      return builds({ ...common(values), args, services, all, limit }, ports);
    },
  },
};

/** Runs one command to its end and returns the exit code. */
export async function runCli(argv: readonly string[], ports: CliPorts): Promise<number> {
  const parsed = parseCommandLine(argv);
  if (typeof parsed === "string") {
    ports.err(`devloop: ${parsed}\nTry: devloop --help\n`);
    return EXIT.cannotTell;
  }
  const { values, positionals } = parsed;
  if (values.help) ports.out(HELP);
  else if (values.version) ports.out(`${ports.version}\n`);
  if (values.help || values.version) return EXIT.well;
  const [name, ...args] = positionals;
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    ports.err(`devloop: ${name === undefined ? "no command given" : `no such command: ${name}`}\n\n${HELP}`);
    return EXIT.cannotTell;
  }
  const foreign = foreignOption(values, command.options);
  if (foreign !== undefined) return cannotTell(ports, `${name} has no option --${foreign}`);
  try {
    return await command.run(values, args, ports);
  } catch (error) {
    // Node's own exit code for it would be 1, which means something else here.
    return cannotTell(ports, error instanceof Error ? error.message : String(error));
  }
}

function common({ json = false, verbose = false }: OptionValues) {
  return { json, verbose };
}
