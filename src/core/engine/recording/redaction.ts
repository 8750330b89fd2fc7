import { HIDDEN, isSecretName, redactArgs, redactText } from "../../base/redact.ts";
import { parseHost } from "../hostAddress.ts";

/** Stands for the engine's address. */
const ENGINE = "<engine>";

/** Commands that begin with the program (or with `CMD-SHELL`), which is kept. */
const COMMANDS = new Set(["Command", "Entrypoint", "Test"]);
/** Arguments, and what programs printed. */
const HIDDEN_FIELDS = new Set(["Args", "Cmd", "Shell", "Output"]);
/** Labels, which an event carries among its own attributes. */
const LABELS = new Set(["Labels", "Attributes"]);
/** Labels that Compose and image builders write, and an event's own attributes; all others are users'. */
const PUBLIC_LABEL =
  /^(?:com\.docker\.compose\.[\w.-]+|org\.opencontainers\.image\.(?:title|version)|name|image|oldName|exitCode|signal|execDuration)$/;

export interface RedactionOptions {
  readonly homeDir: string;
  /** DOCKER_HOST values of the engines that are talked to. */
  readonly hosts: () => Iterable<string>;
}

/**
 * Makes what an engine said fit to be shown to others. Stricter than the log's redaction, for nobody reads all of a
 * report before sending it: values of variables, arguments, outputs and users' labels are not kept at all, as no
 * name tells the secrets among them; paths are kept, the home folder in them as `~`.
 */
export class ReportRedaction {
  readonly #options: RedactionOptions;
  readonly #home: RegExp | undefined;

  constructor(options: RedactionOptions) {
    this.#options = options;
    this.#home = homePattern(options.homeDir);
  }

  /** Any text: passwords, the engine's address, the home folder. */
  text(text: string): string {
    // First, for what hides passwords may change an address.
    const placeless = [...this.#options.hosts()].reduce((rest, host) => rest.replaceAll(host, ENGINE), text);
    const redacted = redactText(placeless).replace(/(https?:\/\/)[^\s/@"']+@/gi, `$1${HIDDEN}@`);
    return this.#home === undefined ? redacted : redacted.replace(this.#home, "~");
  }

  /** What an error says: it may name the engine by a part of its address. */
  errorText(text: string): string {
    const hosts = [...this.#options.hosts()];
    const parts = [...hosts, ...hosts.flatMap(addressParts)];
    return this.text(parts.reduce((rest, part) => rest.replaceAll(part, ENGINE), text));
  }

  /** Data of Dev Loop's own: names of fields say nothing of what is in them, but for a set's own commands. */
  data<T>(value: T, field?: string): T;
  data(value: unknown, field = ""): unknown {
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.data(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(withoutOutput(value)).map(([key, item]) => [
        key,
        field === "commands" ? this.#command(item) : this.data(item, key),
      ]),
    );
  }

  /** What an engine answered or told. */
  answer(value: unknown, field = ""): unknown {
    if (value === null) return value;
    if (field === "Env") return mapTexts(value, hideVariable);
    if (HIDDEN_FIELDS.has(field)) return mapTexts(value, () => HIDDEN);
    if (COMMANDS.has(field)) return this.#command(value);
    if (typeof value === "string") return isSecretName(field) ? HIDDEN : this.text(value);
    if (Array.isArray(value)) {
      return value.every((item) => typeof item === "string")
        ? redactArgs(value).map((item) => this.text(item))
        : value.map((item) => this.answer(item));
    }
    if (typeof value !== "object") return value;
    const labels = LABELS.has(field);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        this.text(key),
        labels ? this.#label(key, item) : this.answer(item, key),
      ]),
    );
  }

  #label(name: string, value: unknown): unknown {
    return PUBLIC_LABEL.test(name) ? this.data(value) : mapTexts(value, () => HIDDEN);
  }

  #command(value: unknown): unknown {
    const [program, ...args] = typeof value === "string" ? value.trim().split(/\s+/) : asList(value);
    const kept = typeof program === "string" && !/\s/.test(program) ? [this.text(program)] : [HIDDEN];
    if (typeof value === "string") return [...kept, ...(args.length > 0 ? [HIDDEN] : [])].join(" ");
    return program === undefined ? value : [...kept, ...args.map(() => HIDDEN)];
  }
}

/** What programs printed, in the state of a service: its last words, and the line that its reload is told by. */
function withoutOutput(value: object): object {
  const { lastWords, reload, verdict } = value as Readonly<Record<string, unknown>>;
  const line = fieldOf(fieldOf(reload, "evidence"), "text");
  const hide = (text: string) =>
    typeof line === "string" && line !== "" ? text.replaceAll(line, HIDDEN) : text;
  return {
    ...value,
    ...(lastWords === undefined ? {} : { lastWords: mapTexts(lastWords, () => HIDDEN) }),
    ...(reload === undefined ? {} : { reload: mapTexts(reload, hide) }),
    ...(verdict === undefined ? {} : { verdict: mapTexts(verdict, hide) }),
  };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function hideVariable(text: string): string {
  const [name = ""] = text.split("=", 1);
  return /^[\w.-]+$/.test(name) && text.includes("=") ? `${name}=${HIDDEN}` : HIDDEN;
}

/** Plain data with each text in it replaced, names of fields left as they are. */
function mapTexts<T>(value: T, map: (text: string) => string): T;
function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, map)]));
}

/** The parts by which errors name an engine: a socket's path, a machine's name. */
function addressParts(host: string): string[] {
  const address = parseHost(host);
  if (address.kind === "socket") return [address.path];
  if (address.kind === "tcp") return [address.hostname];
  const [, machine] = /^[a-z][a-z\d+.-]*:\/\/(?:[^@/]*@)?([^/:?#]+)/i.exec(host) ?? [];
  return machine === undefined ? [] : [machine];
}

/** Finds the folder with either kind of slash; a short one (`/root`) only where a path begins. */
function homePattern(homeDir: string): RegExp | undefined {
  const parts = homeDir.split(/[\\/]+/).filter(Boolean);
  if (parts.length === 0) return undefined;
  const isAbsolute = /^[\\/]/.test(homeDir);
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const before = parts.length === 1 ? "(?<![\\w./\\\\-])" : "";
  return new RegExp(`${before}${isAbsolute ? "[\\\\/]" : ""}${escaped.join("[\\\\/]")}(?![\\w.-])`, "g");
}
