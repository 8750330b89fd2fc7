import { programName } from "../commandWords.ts";

/** Subcommands that are no dev server. */
const OTHERS: ReadonlySet<string> = new Set(["build", "preview", "optimize"]);
/** Programs that run another package's, with the words that may come between. */
const RUNNERS: Readonly<Record<string, RegExp>> = {
  npx: /^-/,
  pnpx: /^-/,
  bunx: /^-/,
  npm: /^(?:-.*|exec|x)$/,
  pnpm: /^(?:-.*|exec|dlx)$/,
  yarn: /^(?:-.*|exec|dlx|run)$/,
  bun: /^(?:-.*|x|run)$/,
  node: /^-/,
  deno: /^(?:-.*|run)$/,
};

/** Whether the words start Vite's dev server: by itself, by a package manager, or as a script of node's. */
export function startsVite(words: readonly string[]): boolean {
  const [program = "", ...rest] = words;
  const name = programName(program).replace(/\.(?:cmd|ps1)$/, "");
  if (name === "vite") return !OTHERS.has(rest.find((word) => !word.startsWith("-")) ?? "");
  const between = Object.hasOwn(RUNNERS, name) ? RUNNERS[name] : undefined;
  if (between === undefined) return false;
  const at = rest.findIndex((word) => !between.test(word));
  const target = (rest[at] ?? "").replace(/^npm:/, "");
  // `npm vite` is no command of npm's.
  if (name === "npm" && !/^(?:exec|x)$/.test(rest.find((word) => !word.startsWith("-")) ?? "")) return false;
  return isVite(target) && startsVite(["vite", ...rest.slice(at + 1)]);
}

/** The package, with a version or not, or its script. */
function isVite(target: string): boolean {
  return /^vite(?:@[^/]+)?$|(?:^|\/)vite\/bin\/vite\.js$|(?:^|\/)\.bin\/vite$/.test(target);
}
