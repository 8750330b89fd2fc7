import type { ContainerState, StackMode, StackState } from "../../shared/model.ts";
import type { UpPlan } from "../../shared/protocol.ts";
import type { Translate } from "../translate.ts";

/** Asked before something is lost that Dev Loop can't bring back, or that is somebody else's. */
export interface Question {
  readonly message: string;
  readonly detail: string;
  /** The button that goes on. */
  readonly yes: string;
  /** The button that goes on and is remembered; absent: it is asked each time. */
  readonly always?: string;
}

export function downVolumesQuestion(stack: StackState, t: Translate): Question {
  const loss = t(
    "The volumes that Compose made for it are deleted with its containers, named ones too: databases, uploads, caches. External volumes and folders of the machine stay. This can't be undone.",
  );
  return {
    message: t("Take {0} down and delete its volumes?", stack.project),
    detail: stack.origin === "elsewhere" ? `${notHere(stack, t)} ${loss}` : loss,
    yes: t("Delete Volumes"),
  };
}

/** Asked for another project alone: this workspace has no files to bring it up with again. */
export function downElsewhereQuestion(stack: StackState, t: Translate): Question {
  return {
    message: t("Take {0} down?", stack.project),
    detail: `${notHere(stack, t)} ${t("Its containers are removed, volumes stay.")}`,
    yes: t("Take Down"),
  };
}

function notHere({ project }: StackState, t: Translate): string {
  return t("{0} is not in this workspace, and can't be brought up again from here.", project);
}

/** A container that is removed alone: it may hold what is nowhere else. */
export function removeQuestion({ name, status }: ContainerState, stack: StackState, t: Translate): Question {
  return {
    message: RUNNING.has(status) ? t("Stop and remove {0}?", name) : t("Remove {0}?", name),
    detail:
      stack.origin === "elsewhere"
        ? t(
            "It belongs to {0}, which is not in this workspace. What it has written into itself is lost.",
            stack.project,
          )
        : t("What it has written into itself is lost; volumes stay."),
    yes: t("Remove"),
  };
}

/** One that has ended is asked about only where it is somebody else's. */
export function asksBeforeRemoval({ status }: ContainerState, stack: StackState): boolean {
  return stack.origin === "elsewhere" || RUNNING.has(status);
}

const RUNNING: ReadonlySet<ContainerState["status"]> = new Set<ContainerState["status"]>([
  "running",
  "paused",
  "restarting",
]);

/** `undefined`: the switch replaces nothing. */
export function switchQuestion(
  stack: StackState,
  mode: StackMode,
  plan: UpPlan,
  t: Translate,
): Question | undefined {
  const removed = plan.removesOrphans ? plan.orphans : [];
  const names = (change: string) =>
    plan.services.filter((service) => service.change === change).map(({ service }) => service);
  const line = (text: (names: string) => string, of: readonly string[]) =>
    of.length === 0 ? [] : [text(of.join(", "))];
  const lines = [
    ...line((of) => t("Made anew: {0}", of), names("recreate")),
    ...line((of) => t("Created: {0}", of), names("create")),
    ...line((of) => t("Removed, because {0} does not name them: {1}", mode.label, of), removed),
  ];
  if (names("recreate").length === 0 && removed.length === 0) return undefined;
  return {
    message: t("Switch {0} to {1}?", stack.project, mode.label),
    detail: [...lines, t("Volumes stay.")].join("\n"),
    yes: t("Switch"),
  };
}

export function collisionQuestion(stack: StackState, t: Translate): Question {
  const folders = stack.collidesWith.join(", ");
  return {
    message: t("Another folder's containers bear the name {0}", stack.project),
    detail: [
      t(
        "They were made from {0}. To Compose both are one stack: it replaces and removes their containers as if they were this folder's.",
        folders,
      ),
      t(
        "To keep them apart, give one of them another name: name: in its compose file, or COMPOSE_PROJECT_NAME in its .env file.",
      ),
    ].join("\n\n"),
    yes: t("Go On"),
    always: t("Go On, Don't Ask Again"),
  };
}
