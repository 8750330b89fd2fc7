import { stripVTControlCharacters } from "node:util";
import { buildFailure } from "./buildFailure.ts";
import { knownFailure } from "./knownFailures.ts";

const MAX_LENGTH = 300;
/** What is looked at of a line: patterns take their time on a program's output gone wild. */
const MAX_LINE = 4_000;

/** Lines that say how far it came, not what went wrong (Compose 2.26 and 2.40, BuildKit's plain progress). */
const NOISE = [
  /^\s*$/,
  /^#\d+ /,
  /^-{3,}$/,
  /^ > \[/,
  /^\d+\.\d+ /,
  /^ *\d+ \| /,
  /^\s(?:Container|Network|Volume|Image|Service) .*\s(?:Creat|Start|Stopp|Remov|Wait|Recreat|Restart|Runn|Kill|Healthy|Built|Build|Pull|Error)/,
  /^ \S+ (?:Pulling|Pulled|Warning|Building|Built)\b/,
  /^time="[^"]*" level=(?:debug|info|warning)\b/,
  /^WARN(?:ING)?[[:]/,
  /^Run 'docker .*--help' for more information/,
  /^See 'docker .*--help'\.?$/,
  /^(?:canceled|Aborted)$/i,
  // What follows a reason that names a driver of buildx.
  /^Switch to a different driver, /,
  /^Learn more at https?:/,
  // What `docker start` and its like say in the end, after the reason.
  /^Error: failed to \w+ containers?: /,
];

/**
 * One plain sentence about why a command failed, from the end of what it printed. What is not recognized is told in
 * the command's own words: its last line that says something.
 * @param output stdout and stderr as one text
 * @param exitCode absent where a signal ended the program
 */
export function summarizeFailure(
  command: { readonly title: string },
  output: string,
  exitCode: number | undefined,
): string {
  const lines = textLines(output);
  const last = essentialLine(lines);
  if (last === undefined) {
    const how = exitCode === undefined ? "was ended by a signal" : `ended with code ${exitCode}`;
    return `${command.title}: the command ${how} and said nothing.`;
  }
  return shorten(noCompose(output) ?? buildFailure(last, lines) ?? knownFailure(last) ?? withoutPrefix(last));
}

/** The same for `docker compose config`: why a set of files was refused. */
export function composeProblem(stderr: string, exitCode: number | undefined): string {
  return summarizeFailure({ title: "docker compose config" }, onOneLine(stderr), exitCode);
}

/** What `docker compose config` says in several lines, of which the last says least (Compose 2.26 and 2.40). */
function onOneLine(stderr: string): string {
  return stderr
    .replace(
      /invalid interpolation format for (.+?)\.\n.*escape any \$.*\n(.*)/,
      "$1: this is no variable: $2 (a dollar sign itself is written $$$$)",
    )
    .replace(/(Circular reference|include cycle detected):((?:\n.+)+)/, (_, what: string, ways: string) => {
      return `${what}: ${ways.trim().replace(/\s*\n\s*/g, " ")}`;
    })
    .replace(/^panic: (.*)\n[\s\S]*/m, "Compose itself broke down over the files: $1");
}

/** A `docker` without the plugin takes `compose` for a flag's value, a command of its own, or nothing at all. */
const WITHOUT_COMPOSE =
  /^docker: 'compose' is not a docker command|^docker: unknown command: docker compose|^unknown (?:shorthand )?flag: (?:--ansi|--file|--progress|'f' in -f)/m;

/** Whether it was Compose that spoke at all. */
export function isWithoutCompose(output: string): boolean {
  return WITHOUT_COMPOSE.test(output);
}

function noCompose(output: string): string | undefined {
  return isWithoutCompose(output)
    ? "The docker command has no Compose. Install Docker's Compose plugin, version 2.20 or later."
    : undefined;
}

function textLines(output: string): string[] {
  return stripVTControlCharacters(output)
    .split(/\r?\n|\r/)
    .flatMap(unpack)
    .map((line) => line.slice(0, MAX_LINE).trimEnd());
}

/** `--progress json` wraps messages (Compose 2.40): `{"error":true,"message":"…"}`. */
function unpack(line: string): string[] {
  if (!line.startsWith('{"')) return [line];
  try {
    const value: unknown = JSON.parse(line);
    const isError = typeof value === "object" && value !== null && "error" in value && "message" in value;
    return isError ? String(value.message).split("\n") : [];
  } catch {
    return [line];
  }
}

function essentialLine(lines: readonly string[]): string | undefined {
  return lines.findLast((line) => !NOISE.some((noise) => noise.test(line)));
}

function withoutPrefix(line: string): string {
  return line
    .trim()
    .replace(/^time="[^"]*" level=(?:error|fatal) msg="(.*)"$/, (_, message: string) =>
      message.replaceAll('\\"', '"'),
    )
    .replace(/^(?:(?:docker|ERROR|Error|Error response from daemon|failed to solve): )+/, "")
    .replace(/^validating /, "")
    .replace(/: invalid compose project$/, "");
}

function shorten(text: string): string {
  const whole = /[.!?)]$/.test(text) ? text : `${text}.`;
  return whole.length <= MAX_LENGTH ? whole : `${whole.slice(0, MAX_LENGTH - 1)}…`;
}
