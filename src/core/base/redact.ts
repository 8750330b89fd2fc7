/** What stands where a secret was. */
export const HIDDEN = "***";

const SECRET_NAME =
  /pass(?:word|wd|phrase)|(?:^|[_.-])pass(?:$|[_.-])|(?:^|[_.-])pwd$|secret|token|credential|api[_.-]?key|(?:^|[_.-])key(?:$|[_.-])|(?:private|access|encryption|signing)[_.-]?key|(?:database|db|redis|amqp|mongo(?:db)?|postgres(?:ql)?|mysql)[_.-]?(?:url|uri)|(?:^|[_.-])dsn$|connection[_.-]?string|(?:^|[_.-])auth$|cookie/i;

/** Whether a variable, label or option of this name is likely to hold a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** NAME=, --name=, "name": , name: . Names are bounded: the time stays linear in the text. */
const ASSIGNMENT = /(?<![A-Za-z0-9_.])([A-Za-z_][\w.-]{0,100})("?\s*:\s*|=)/g;
const VALUE = /"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"',;&|]+/y;

/** Hides the passwords of URLs and the values of assignments to secret names, in text of any kind. */
export function redactText(text: string): string {
  const plain = hideUrlPasswords(text);
  let redacted = "";
  let copied = 0;
  for (const { 0: whole, 1: name = "", 2: between = "", index } of plain.matchAll(ASSIGNMENT)) {
    // In the value of the one before: it is hidden already.
    if (index < copied || !isSecretName(name)) continue;
    const from = index + whole.length;
    VALUE.lastIndex = from;
    const value = VALUE.exec(plain)?.[0];
    // Prose says "token: expected x"; an assignment by colon counts only between JSON's quotes.
    const counts = between === "=" || (between.startsWith('"') && value?.startsWith('"'));
    if (value === undefined || !counts) continue;
    redacted += plain.slice(copied, from) + (value.startsWith('"') ? `"${HIDDEN}"` : HIDDEN);
    copied = from + value.length;
  }
  return redacted + plain.slice(copied);
}

/** The same for an argument array, where the array tells exactly how far a value goes. */
export function redactArgs(args: readonly string[]): string[] {
  return args.map((arg, index) => {
    const previous = args[index - 1];
    if (previous !== undefined && /^--?[a-z][\w-]*$/i.test(previous) && !arg.startsWith("-")) {
      if (isSecretName(previous.replace(/^-+/, ""))) return HIDDEN;
    }
    return redactAssignment(arg);
  });
}

/** A command line to be read by people, with secrets hidden. Not meant to be parsed again. */
export function commandText(program: string, args: readonly string[]): string {
  return [program, ...redactArgs(args)].map(quote).join(" ");
}

/** What `docker inspect` tells, as pretty-printed JSON, with secrets hidden in Env, commands, labels and options. */
export function redactInspect(json: unknown): string {
  return JSON.stringify(redactValue(json), null, 2);
}

function redactValue(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === "string") ? redactArgs(value) : value.map(redactValue);
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === "string" && isSecretName(key) ? HIDDEN : redactValue(item),
    ]),
  );
}

/** `NAME=value` or `--option=NAME=value` as one argument: the value may hold spaces and quotes. */
function redactAssignment(arg: string): string {
  const match = /^((?:--?[\w-]+=)?([A-Za-z_][\w.-]*)=|--?([\w-]+)=)/.exec(arg);
  const name = match?.[2] ?? match?.[3];
  return match && name !== undefined && isSecretName(name) ? match[1] + HIDDEN : redactText(arg);
}

function hideUrlPasswords(text: string): string {
  return text.replace(
    /(?<![a-z\d])([a-z][a-z\d+.-]{0,20}:\/\/[^\s:/?#@"']*):([^\s/?#"']*)@/gi,
    `$1:${HIDDEN}@`,
  );
}

function quote(word: string): string {
  return word !== "" && !/[\s"'\\$`]/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
