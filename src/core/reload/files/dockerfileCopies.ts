import path from "node:path";
import { type Copy, dockerfileStages, type Stage } from "./dockerfileStages.ts";
import { DockerPatterns } from "./dockerPatterns.ts";
import { below, isWithin } from "./paths.ts";

/**
 * Where files of the build context come to lie in the image, as far as the Dockerfile says so without being run: the
 * stage that is built, and those that it begins with. What other stages hand over is left out.
 */
export class DockerfileCopies {
  readonly #copies: readonly { readonly copy: Copy; readonly workingDir: string | undefined }[];

  /** @param target the stage's name or number; absent: the last one */
  constructor(text: string, target: string | undefined) {
    let workingDir: string | undefined;
    this.#copies = chain(dockerfileStages(text), target).flatMap(({ steps }) =>
      steps.flatMap((step) => {
        if (step.kind === "copy") return [{ copy: step, workingDir }];
        workingDir = moved(workingDir, step.folder);
        return [];
      }),
    );
  }

  /** @param file relative to the context, with slashes; empty: it is not copied, or that is not certain */
  places(file: string): readonly string[] {
    return this.#copies.flatMap(({ copy, workingDir }) => {
      const target = moved(workingDir, copy.target);
      if (target === undefined || copy.excluded.matches(file)) return [];
      return copy.sources.flatMap((source) => {
        const rest = restOf(file, source);
        if (rest === undefined) return [];
        if (rest !== "") return [path.posix.join(target, rest)];
        const inFolder = path.posix.join(target, path.posix.basename(file));
        // A file's target is a folder only where that says so, or is one already.
        return /(?:^|\/)\.{0,2}$/.test(copy.target) || copy.sources.length > 1
          ? [inFolder]
          : [target, inFolder];
      });
    });
  }
}

/** What of the path is below the source; empty: the source itself. */
function restOf(file: string, source: string): string | undefined {
  if (source === ".") return file;
  if (isWithin(file, source, "/")) return below(file, source, "/");
  if (!/[*?[]/.test(source)) return undefined;
  const pattern = new DockerPatterns([source]);
  const parts = file.split("/");
  const taken = parts.findIndex((_, index) => pattern.matches(parts.slice(0, index + 1).join("/")));
  return taken === -1 ? undefined : parts.slice(taken + 1).join("/");
}

/** `undefined`: it depends on what is not known. */
function moved(folder: string | undefined, to: string): string | undefined {
  if (to.includes("$")) return undefined;
  if (to.startsWith("/")) return path.posix.normalize(to);
  return folder === undefined ? undefined : path.posix.join(folder, to);
}

/** The stages that a stage begins with, the first one first, and itself. */
function chain(stages: readonly Stage[], target: string | undefined): readonly Stage[] {
  const found: Stage[] = [];
  let wanted = target === undefined ? stages.length - 1 : indexOf(stages, target, stages.length);
  while (wanted >= 0) {
    const stage = stages[wanted];
    if (stage === undefined) break;
    found.unshift(stage);
    wanted = indexOf(stages, stage.base, wanted);
  }
  return found;
}

/** Among the first so many stages. */
function indexOf(stages: readonly Stage[], name: string, count: number): number {
  const named = stages.slice(0, count).findLastIndex((stage) => stage.name === name.toLowerCase());
  return named !== -1 || !/^\d+$/.test(name) || Number(name) >= count ? named : Number(name);
}
