import path from "node:path";
import { CopySource } from "../../build/dockerfile/copySource.ts";
import {
  type Copy,
  dockerfileStages,
  type Stage,
  stageIndex,
} from "../../build/dockerfile/dockerfileStages.ts";
import { UNKNOWN } from "../../build/dockerfile/shellWords.ts";

interface Placed {
  readonly copy: Copy;
  readonly sources: readonly CopySource[];
  readonly workingDir: string | undefined;
}

/**
 * Where files of the build context come to lie in the image, as far as the Dockerfile says so without being run: the
 * stage that is built, and those that it begins with. What other stages hand over is left out.
 */
export class DockerfileCopies {
  readonly #copies: readonly Placed[];

  /** @param target the stage's name or number; absent: the last one */
  constructor(text: string, target: string | undefined) {
    let workingDir: string | undefined;
    this.#copies = chain(dockerfileStages(text), target).flatMap(({ steps }) =>
      steps.flatMap((step) => {
        if (step.kind === "workingDir") workingDir = moved(workingDir, step.folder);
        if (step.kind !== "copy" || step.from !== undefined || step.parents) return [];
        const { excluded } = step;
        const sources = step.sources.map((source) => new CopySource(source, { excluded }));
        return [{ copy: step, sources, workingDir }];
      }),
    );
  }

  /** @param file relative to the context, with slashes; empty: it is not copied, or that is not certain */
  places(file: string): readonly string[] {
    return this.#copies.flatMap(({ copy, sources, workingDir }) => {
      const target = moved(workingDir, copy.target);
      if (target === undefined) return [];
      return sources.flatMap((source) => {
        const rest = source.rest(file);
        if (rest === undefined) return [];
        if (rest !== "") return [path.posix.join(target, rest)];
        const inFolder = path.posix.join(target, path.posix.basename(file));
        // A file's target is a folder only where that says so, or is one already.
        return /(?:^|\/)\.{0,2}$/.test(copy.target) || sources.length > 1 ? [inFolder] : [target, inFolder];
      });
    });
  }
}

/** `undefined`: it depends on what is not known. */
function moved(folder: string | undefined, to: string): string | undefined {
  if (to.includes(UNKNOWN)) return undefined;
  if (to.startsWith("/")) return path.posix.normalize(to);
  return folder === undefined ? undefined : path.posix.join(folder, to);
}

/** The stages that a stage begins with, the first one first, and itself. */
function chain(stages: readonly Stage[], target: string | undefined): readonly Stage[] {
  const found: Stage[] = [];
  let wanted = target === undefined ? stages.length - 1 : stageIndex(stages, target);
  while (wanted >= 0) {
    const stage = stages[wanted];
    if (stage === undefined) break;
    found.unshift(stage);
    wanted = stageIndex(stages, stage.base, wanted);
  }
  return found;
}
