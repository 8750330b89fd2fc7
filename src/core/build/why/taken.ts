import path from "node:path";
import { CopySource } from "../dockerfile/copySource.ts";
import { type Copy, dockerfileStages } from "../dockerfile/dockerfileStages.ts";
import { DockerPatterns } from "../dockerfile/dockerPatterns.ts";

/** Files from which a package manager knows what to install, and cargo-chef's recipe of them. */
const DEPENDENCY_FILE =
  /^(?:Cargo\.(?:toml|lock)|recipe\.json|rust-toolchain(?:\.toml)?|package(?:-lock)?\.json|npm-shrinkwrap\.json|bun\.lockb?|bunfig\.toml|yarn\.lock|\.yarnrc\.yml|\.npmrc|pnpm-(?:lock|workspace)\.yaml|deno\.(?:jsonc?|lock)|go\.(?:mod|sum|work|work\.sum)|(?:requirements|constraints)[\w.-]*\.txt|pyproject\.toml|(?:poetry|uv|pdm|Pipfile|Gemfile|composer)\.lock|Pipfile|Gemfile|[\w-]+\.gemspec|composer\.json|pom\.xml|(?:build|settings)\.gradle(?:\.kts)?|[\w.-]+\.(?:cs|fs|vb)proj|packages\.lock\.json|Directory\.Packages\.props|mix\.(?:exs|lock))$/;
/** What a pattern like `package*.json` or `Cargo.*` is meant for. */
const USUAL = [
  "Cargo.toml",
  "Cargo.lock",
  "package.json",
  "bun.lock",
  "go.mod",
  "go.sum",
  "requirements.txt",
];

export function isDependencyFile(file: string): boolean {
  return DEPENDENCY_FILE.test(path.posix.basename(file));
}

/** Whether a step takes nothing but such files. */
export function isDependencyCopy(step: string): boolean {
  const sources = takenBy(step).flatMap((taken) => taken.sources);
  return sources.length > 0 && sources.every(isDependencySource);
}

/** The stage, the image or the context that a COPY takes from; `undefined`: the build context. */
export function stageTakenFrom(step: string): string | undefined {
  return /^(?:COPY|ADD)\s/i.test(step) ? takenBy(step)[0]?.from : undefined;
}

/** Of the build context's files, those that the step takes. */
export function filesTaken(step: string, files: readonly string[]): readonly string[] {
  const sources = takenBy(step).flatMap(({ from, sources: paths, ...options }) =>
    from === undefined ? paths.map((each) => new CopySource(each, options)) : [],
  );
  return files.filter((file) => sources.some((source) => source.rest(file) !== undefined));
}

type Taken = Pick<Copy, "from" | "sources"> & Partial<Pick<Copy, "excluded" | "parents">>;

function takenBy(step: string): readonly Taken[] {
  // A stage of its own, that begins with something: not all variables are known.
  const [stage] = dockerfileStages(`FROM image\n${step.replaceAll("\n", " ")}\n`);
  return (stage?.steps ?? []).flatMap((each): Taken[] => {
    if (each.kind === "workingDir") return [];
    if (each.kind === "copy") return [each];
    const { from, source } = each;
    return [{ ...(from === undefined ? {} : { from }), sources: [source] }];
  });
}

function isDependencySource(source: string): boolean {
  const name = path.posix.basename(source);
  if (!/[*?[]/.test(name)) return isDependencyFile(name);
  const pattern = new DockerPatterns([name]);
  return name.replace(/[^a-z]/gi, "").length > 2 && USUAL.some((usual) => pattern.matches(usual));
}
