import { access } from "node:fs/promises";
import path from "node:path";
import type { StackState } from "../../shared/model.ts";
import type { EngineContainer } from "../engine/container.ts";
import { sameFiles } from "../stack/project.ts";
import { labelOfList } from "./fileNames.ts";
import type { KnownSet } from "./model.ts";

export interface StackFacts {
  readonly stack: StackState;
  /** All that are known, of whatever stack. */
  readonly sets: readonly KnownSet[];
  /** The stack's own. */
  readonly containers: readonly EngineContainer[];
}

/**
 * The files that an action goes by: of the mode that was asked for, else of the active one, else those that the
 * containers' labels name, where they are on this machine.
 * @throws Error, in words for the user, where there are none
 */
export async function filesToActBy(facts: StackFacts, modeId?: string): Promise<KnownSet> {
  const { stack, sets } = facts;
  if (modeId !== undefined && !stack.modes.some(({ id }) => id === modeId)) {
    throw new Error(`${stack.project} has no such mode any more.`);
  }
  const id = modeId ?? stack.activeMode;
  const set = sets.find((each) => each.id === id);
  if (set === undefined) {
    if (stack.modes.length === 0) return filesOfLabels(facts);
    const labels = stack.modes.map(({ label }) => label).join(", ");
    throw new Error(`${stack.project} has several modes (${labels}): choose one first.`);
  }
  // What is half understood may mean something else than the user wrote.
  if (set.misunderstood) throw new Error(set.problem);
  return set;
}

/**
 * The files for what can be done by the project's name as well: without them where none are known, and where Compose
 * refuses them, so that a stack can be stopped while a file of it is being written.
 */
export function filesIfUsable({ stack, sets }: StackFacts): KnownSet | undefined {
  const set = sets.find(({ id }) => id === stack.activeMode);
  // By the name alone, containers that another folder's files made would be meant too.
  if (set?.problem !== undefined && stack.collidesWith.length === 0) return undefined;
  return set;
}

/** The profiles to act with: the user's choice, else the set's own; `undefined`: Compose's. */
export function profilesOf(stack: StackState, set: KnownSet | undefined): readonly string[] | undefined {
  return stack.chosenProfiles ?? set?.profiles;
}

/** Up in a mode that the user switches to: what only the former mode has goes. Never another folder's containers. */
export function removesOrphans(
  { stack, containers }: StackFacts,
  { files }: KnownSet,
  modeId: string | undefined,
): boolean {
  if (modeId === undefined || stack.collidesWith.length > 0) return false;
  return containers.some(({ oneOff, labels }) => !oneOff && !sameFiles(labels.configFiles, files));
}

async function filesOfLabels({ stack, containers }: StackFacts): Promise<KnownSet> {
  const own = containers.filter(({ oneOff }) => !oneOff);
  const container = own.find(({ status }) => status === "running") ?? own[0];
  const { configFiles: files = [], workingDir: projectDir = "", envFiles = [] } = container?.labels ?? {};
  const [gone] = await missing([...files, ...(projectDir === "" ? [] : [projectDir]), ...envFiles]);
  if (gone !== undefined) {
    throw new Error(`${stack.project} was made from ${gone}, which is not on this machine.`);
  }
  if (files.length === 0 || projectDir === "") {
    throw new Error(
      `The compose files of ${stack.project} are not known here. Open the folder that it was started from.`,
    );
  }
  return {
    id: files.join("\n"),
    label: labelOfList(files.map((file) => path.basename(file))),
    files,
    projectDir,
    runDir: projectDir,
    origin: "labels",
    project: stack.project,
    envFiles,
    commands: {},
  };
}

/** `-`, for standard input, is no file either. */
async function missing(files: readonly string[]): Promise<string[]> {
  const gone = await Promise.all(
    files.map((file) =>
      access(file).then(
        () => [],
        () => [file],
      ),
    ),
  );
  return gone.flat();
}
