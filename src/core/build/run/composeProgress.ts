import type { Command } from "../../compose/command.ts";
import { PLAIN } from "../../compose/composeLine.ts";
import { isSince } from "../../compose/composeVersion.ts";

/**
 * How a Compose is made to print BuildKit's progress as rawjson on stdout:
 * - `json`: by `--progress json`; what else it says comes as JSON too, on stderr (2.29 and later; seen with 2.40).
 * - `variable`: by BUILDKIT_PROGRESS, which `--ansi never` and `--progress plain` would overrule; what else it says
 *   comes as text on stderr (2.26 to 2.28; seen with 2.26).
 */
export type ProgressDialect = "json" | "variable";

/**
 * `undefined`: that Compose can't. An older one fails where it is told `rawjson`.
 * @param version as Compose tells it
 */
export function progressDialect(version: string): ProgressDialect | undefined {
  if (isSince(version, "2.29.0")) return "json";
  return isSince(version, "2.26.0") ? "variable" : undefined;
}

/** The same command line, printing progress so; `undefined` for a command that is not Compose's. */
export function withProgress(command: Command, dialect: ProgressDialect): Command | undefined {
  const [compose, ...args] = command.args;
  if (compose !== "compose" || !PLAIN.every((arg, index) => args[index] === arg)) return undefined;
  const rest = args.slice(PLAIN.length);
  if (dialect === "json") {
    return { ...command, args: [compose, "--ansi", "never", "--progress", "json", ...rest] };
  }
  const env = { BUILDKIT_PROGRESS: "rawjson", COMPOSE_ANSI: undefined, COMPOSE_PROGRESS: undefined };
  return { ...command, args: [compose, ...rest], env: { ...command.env, ...env } };
}

/** What Compose's JSON on stderr says, as its plain progress would (2.40); other lines are left as they are. */
export function plainStatus(line: string): string {
  if (!line.startsWith("{")) return line;
  try {
    const told: unknown = JSON.parse(line);
    if (typeof told !== "object" || told === null) return line;
    if ("error" in told && "message" in told)
      return String(told.message)
        .replace(/\n{2,}/g, "\n")
        .trimEnd();
    if (!("id" in told)) return line;
    const text = "text" in told ? ` ${String(told.text)}` : " ";
    const status = "status" in told ? ` ${String(told.status)}` : " ";
    return ` ${String(told.id)}${text}${status}`;
  } catch {
    return line;
  }
}
