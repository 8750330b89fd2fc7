import { shellCommands } from "./shellText.ts";

/** Shells in shells, wrappers of wrappers: deeper ones are not looked into. */
const DEEPEST = 8;
const SHELLS: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash", "zsh"]);

/**
 * Programs that run the command that follows their own options, with those of the options that take a value. `--`
 * ends the options; `operands` are words of their own before the command.
 */
const WRAPPERS: Readonly<Record<string, { readonly valued?: RegExp; readonly operands?: number }>> = {
  tini: { valued: /^-[ep]$/u },
  "tini-static": { valued: /^-[ep]$/u },
  "docker-init": { valued: /^-[ep]$/u },
  catatonit: { valued: /^-P$/u },
  "dumb-init": { valued: /^(?:-r|--rewrite)$/u },
  env: { valued: /^(?:-[uC]|--unset|--chdir)$/u },
  exec: { valued: /^-a$/u },
  command: {},
  nohup: {},
  setsid: {},
  time: { valued: /^-[fo]$/u },
  nice: { valued: /^(?:-n|--adjustment)$/u },
  ionice: { valued: /^-[cn]$/u },
  stdbuf: { valued: /^-[ioe]$/u },
  unbuffer: {},
  timeout: { valued: /^(?:-[ks]|--signal|--kill-after)$/u, operands: 1 },
  sudo: { valued: /^-[ugC]$/u },
  gosu: { operands: 1 },
  "su-exec": { operands: 1 },
};
/** Programs with a language of their own before ` -- `, after which comes what they run. */
const RUNNERS: ReadonlySet<string> = new Set([
  "doppler",
  "dotenv",
  "dotenvx",
  "infisical",
  "op",
  "mise",
  "direnv",
  "wait-for-it",
  "wait-for",
  "dockerize",
  "systemfd",
  "catflap",
]);

/** The name of a program: without its folder, and without `.exe`. */
export function programName(word: string): string {
  return word.slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1).replace(/\.exe$/iu, "");
}

/**
 * The simple commands that a container's command would run, as far as its words tell: what init programs, `env`, users'
 * switches, shells and entrypoint scripts stand before is taken off. A change of folder is a command of its own, `cd`.
 * A command that may be run by a script which only got it as its arguments comes after the script.
 *
 * @param command entrypoint first
 */
export function commandWords(command: readonly string[]): readonly string[][] {
  return unwrapped(command, 0);
}

function unwrapped(command: readonly string[], depth: number): readonly string[][] {
  const [program, ...rest] = command;
  if (program === undefined) return [];
  if (depth >= DEEPEST) return [[...command]];
  const inner = (words: readonly string[]): readonly string[][] => unwrapped(words, depth + 1);
  const name = programName(program);
  if (name === "busybox") return inner(rest);
  if (SHELLS.has(name)) return shell(rest)?.flatMap(inner) ?? [[...command]];
  const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  if (wrapper !== undefined) return [...folder(name, rest), ...inner(wrapped(rest, wrapper))];
  if (RUNNERS.has(name.replace(/\.sh$/u, "")) || isScript(name)) {
    const end = rest.indexOf("--");
    return [[...command], ...(end >= 0 || isScript(name) ? inner(rest.slice(end + 1)) : [])];
  }
  return [[...command]];
}

/** @returns the commands of the text after `-c`, or the script that it runs */
function shell(words: readonly string[]): readonly string[][] | undefined {
  for (const [index, word] of words.entries()) {
    if (/^-[a-zA-Z]*c[a-zA-Z]*$/u.test(word)) {
      const text = words.slice(index + 1).findIndex((other) => !/^[-+]/u.test(other)) + index + 1;
      return shellCommands(words[text] ?? "", words.slice(text + 2));
    }
    if (/^[-+]/u.test(word) || /^[-+][a-zA-Z]*o$/u.test(words[index - 1] ?? "")) continue;
    return [[...words.slice(index)]];
  }
  return undefined;
}

function wrapped(
  words: readonly string[],
  { valued, operands = 0 }: { valued?: RegExp; operands?: number },
): readonly string[] {
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--") {
      at++;
      break;
    }
    if (valued?.test(word) === true) at++;
    else if (!word.startsWith("-") && !/^\w+=/u.test(word)) break;
  }
  return words.slice(at + operands);
}

/** `env -C folder`. */
function folder(name: string, words: readonly string[]): readonly string[][] {
  if (name !== "env") return [];
  const at = words.findIndex((word) => word === "-C" || word === "--chdir");
  const long = words.find((word) => word.startsWith("--chdir="))?.slice("--chdir=".length);
  const path = long ?? (at < 0 ? undefined : words[at + 1]);
  return path === undefined ? [] : [["cd", path]];
}

function isScript(name: string): boolean {
  return /\.sh$|entrypoint/u.test(name);
}
