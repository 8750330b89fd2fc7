import path from "node:path";
import { DockerPatterns } from "./dockerPatterns.ts";

export interface Stage {
  /** In small letters; empty for none. */
  readonly name: string;
  /** An image's name, or another stage's. */
  readonly base: string;
  readonly steps: readonly Step[];
}

export interface Copy {
  readonly kind: "copy";
  /** Relative to the context, normalized; a pattern, or `.`. */
  readonly sources: readonly string[];
  /** As written. */
  readonly target: string;
  readonly excluded: DockerPatterns;
}

type Step = Copy | { readonly kind: "workingDir"; readonly folder: string };

/** Reads a Dockerfile's stages with what they copy from the context (Dockerfile frontend 1.4 to 1.18). */
export function dockerfileStages(text: string): Stage[] {
  const stages: { name: string; base: string; steps: Step[] }[] = [];
  for (const { name, rest } of instructions(text)) {
    if (name === "FROM") {
      const [base = "", as, own = ""] = words(rest).filter((word) => !word.startsWith("--"));
      stages.push({ name: as?.toUpperCase() === "AS" ? own.toLowerCase() : "", base, steps: [] });
    } else if (name === "WORKDIR") {
      stages.at(-1)?.steps.push({ kind: "workingDir", folder: unquoted(rest.trim()) });
    } else if (name === "COPY" || name === "ADD") {
      const copy = toCopy(rest);
      if (copy !== undefined) stages.at(-1)?.steps.push(copy);
    }
  }
  return stages;
}

/** `undefined`: from another stage, or not understood. */
function toCopy(rest: string): Copy | undefined {
  const [, flags = "", args = ""] = /^((?:\s*--\S+)*)\s*(.*)$/s.exec(rest) ?? [];
  if (/--(?:from|parents)\b/.test(flags)) return undefined;
  const given = args.startsWith("[") ? json(args) : words(args);
  const target = given.at(-1);
  const sources = given
    .slice(0, -1)
    .filter((source) => !/^<<|^[a-z][a-z\d+.-]*:\/\/|^git@|\$/i.test(source))
    .map((source) => path.posix.normalize(source).replace(/^\/+|\/$/g, "") || ".");
  if (target === undefined || sources.length === 0) return undefined;
  const excluded = [...flags.matchAll(/--exclude=(\S+)/g)].map(([, pattern = ""]) => pattern);
  return { kind: "copy", sources, target, excluded: new DockerPatterns(excluded) };
}

function* instructions(text: string): Generator<{ readonly name: string; readonly rest: string }> {
  const lines = text.split(/\r?\n/);
  const escaping = /^#\s*escape\s*=\s*`\s*$/im.test(lines.slice(0, 5).join("\n")) ? "`" : "\\";
  for (let at = 0; at < lines.length; at++) {
    let whole = lines[at] ?? "";
    if (/^\s*(?:#|$)/.test(whole)) continue;
    while (whole.trimEnd().endsWith(escaping) && at + 1 < lines.length) {
      at += 1;
      const more = lines[at] ?? "";
      // Comments, and nothing, may stand between the lines of an instruction.
      if (!/^\s*(?:#|$)/.test(more)) whole = `${whole.trimEnd().slice(0, -1)} ${more}`;
    }
    const [, name = "", rest = ""] = /^\s*([a-z]+)\s+(.*)$/is.exec(whole) ?? [];
    yield { name: name.toUpperCase(), rest };
    for (const [, end] of rest.matchAll(/<<-?["']?(\w+)["']?/g)) {
      while (at + 1 < lines.length && lines[++at]?.trim() !== end);
    }
  }
}

function words(text: string): string[] {
  return (text.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map(unquoted);
}

function unquoted(word: string): string {
  return /^(["']).*\1$/.test(word) ? word.slice(1, -1) : word;
}

function json(text: string): string[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
  } catch {
    return [];
  }
}
