import path from "node:path";
import * as z from "zod/mini";
import type { ServiceBuild, WatchRule } from "./model.ts";

const text = z.catch(z.optional(z.string()), undefined);
const patterns = z.catch(z.array(z.string()), []);

const Build = z.object({
  context: text,
  dockerfile: text,
  dockerfile_inline: text,
  target: text,
  args: z.optional(z.unknown()),
});

const Rule = z.object({
  path: z.string(),
  action: z.string(),
  target: text,
  ignore: patterns,
  include: patterns,
});

const ACTIONS = ["sync", "rebuild", "restart", "sync+restart", "sync+exec"] as const;

/**
 * Where an image is built from. Compose (2.26 and 2.40) prints the context as an absolute path or an address, the
 * Dockerfile as it stands in the file: relative to the context, absolute, or an address.
 */
export function decodeBuild(build: unknown): { readonly build?: ServiceBuild } {
  const decoded = Build.safeParse(build).data;
  if (decoded === undefined) return {};
  const { context, dockerfile = "Dockerfile", dockerfile_inline: inline, target, args } = decoded;
  const folder = context !== undefined && path.isAbsolute(context) ? { context } : {};
  const file = inline === undefined ? dockerfilePath(folder.context, dockerfile) : undefined;
  return {
    build: {
      ...folder,
      ...(file === undefined ? {} : { dockerfile: file }),
      ...(target === undefined || target === "" ? {} : { target }),
      ...(inline === undefined ? {} : { inline }),
      ...decodeArguments(args),
    },
  };
}

/** A map, as Compose 2.26 and 2.40 print it, or a list. Without a value it is taken from the environment, if at all. */
function decodeArguments(args: unknown): Pick<ServiceBuild, "arguments"> {
  const pairs = Array.isArray(args)
    ? args.map((each) => /^([^=]+)=(.*)$/s.exec(String(each))?.slice(1) ?? [])
    : Object.entries(typeof args === "object" && args !== null ? args : {});
  const known = pairs.flatMap(([name, value]) =>
    typeof name !== "string" || value === undefined || value === null ? [] : [[name, String(value)]],
  );
  return known.length === 0 ? {} : { arguments: Object.fromEntries(known) };
}

function dockerfilePath(context: string | undefined, dockerfile: string): string | undefined {
  if (path.isAbsolute(dockerfile)) return dockerfile;
  // A repository's own Dockerfile, or one behind an address.
  if (context === undefined || /^[a-z][a-z\d+.-]*:\/\//i.test(dockerfile)) return undefined;
  return path.join(context, dockerfile);
}

/** `develop.watch` as Compose 2.26 and 2.40 print it: absolute paths. A rule that can't be read is left out. */
export function decodeWatch(rules: readonly unknown[] | undefined): {
  readonly watch?: readonly WatchRule[];
} {
  const watch = (rules ?? []).flatMap((item) => {
    const rule = Rule.safeParse(item).data;
    return rule === undefined || !path.isAbsolute(rule.path) ? [] : [toRule(rule)];
  });
  return watch.length === 0 ? {} : { watch };
}

function toRule({ path: file, action, target, ignore, include }: z.infer<typeof Rule>): WatchRule {
  return {
    path: file,
    action: ACTIONS.find((known) => known === action) ?? "other",
    ...(target === undefined || target === "" ? {} : { target }),
    ignore,
    ...(include.length === 0 ? {} : { include }),
  };
}
