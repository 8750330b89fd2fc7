import { posix } from "node:path";
import type { ContainerSetup } from "../engine/container.ts";
import { programName } from "./commandWords.ts";
import { startedBy } from "./readers/startedBy.ts";

/** Programs whose words do not tell what will run: that is in a file of the project. */
const RUNNERS: ReadonlySet<string> = new Set([
  ...["npm", "npx", "pnpm", "pnpx", "yarn", "bunx", "make", "just", "task", "mage", "rake", "mise", "nx"],
  ...["turbo", "lerna", "concurrently", "npm-run-all", "run-p", "run-s", "foreman", "overmind", "honcho"],
  ...["goreman", "hivemind", "process-compose", "supervisord", "s6-svscan", "pm2", "pm2-runtime", "nodemon"],
  ...["tsx", "ts-node", "deno", "node", "zx", "astro", "nuxt", "nuxi", "vinxi", "vitepress", "remix"],
  ...["react-router", "quasar", "storybook", "devbox", "nix", "direnv", "lefthook"],
]);
/** cargo's subcommands that run what a file says. */
const CARGO_RUNNERS: ReadonlySet<string> = new Set(["make", "xtask", "leptos", "shuttle", "binstall"]);
/** `bun --help` of 1.4.5: these are no scripts. */
const BUN_COMMANDS: ReadonlySet<string> = new Set([
  ...[
    "test",
    "check",
    "fmt",
    "repl",
    "exec",
    "dedupe",
    "prune",
    "install",
    "i",
    "add",
    "a",
    "remove",
    "rm",
    "update",
    "audit",
    "outdated",
  ],
  ...["link", "unlink", "publish", "patch", "pm", "info", "why", "build", "init", "create", "c", "upgrade"],
]);

/** Whether the command may start any program, for all that its words tell. */
export function runsAnything(container: ContainerSetup): boolean {
  return startedBy(container.command, container.workingDir).some(({ words, folder }) =>
    isRunner(words, folder, container),
  );
}

function isRunner(words: readonly string[], folder: string, container: ContainerSetup): boolean {
  const [program = "", ...args] = words;
  const name = programName(program);
  if (RUNNERS.has(name) || /\.(?:mjs|cjs|js|ts|py|rb)$/.test(name)) return true;
  if (name === "cargo") return CARGO_RUNNERS.has(args.find((word) => !/^[-+]/.test(word)) ?? "");
  if (name === "bun") return runsScript(args);
  // What an image's own script is given is what it will run.
  if (/\.(?:sh|bash|zsh)$|entrypoint/.test(name) && args.every((word) => word.startsWith("-"))) return true;
  return program.includes("/") && isMounted(posix.resolve(folder, program), container);
}

/** `bun run dev`, `bun --bun dev`; a file says itself that nothing reloads it. */
function runsScript(args: readonly string[]): boolean {
  const [first = "", second] = args.filter((word) => !word.startsWith("-"));
  const target = first === "run" || first === "x" ? second : first;
  return target !== undefined && target !== "" && !BUN_COMMANDS.has(target) && !/[./]/.test(target);
}

/** A script of the project. */
function isMounted(path: string, { mounts }: ContainerSetup): boolean {
  return mounts.some(
    ({ kind, target }) => kind === "bind" && path.startsWith(`${target.replace(/\/$/, "")}/`),
  );
}
