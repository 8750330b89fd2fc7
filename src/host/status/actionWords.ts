import type { ActionKind, ActionState } from "../../shared/model.ts";
import type { Translate } from "../translate.ts";

/** What an action is called where it stands in a title: `shop: up`. */
export function actionName(kind: ActionKind, t: Translate): string {
  switch (kind) {
    case "up":
      return t("up");
    case "down":
      return t("down");
    case "start":
      return t("start");
    case "stop":
      return t("stop");
    case "restart":
      return t("restart");
    case "recreate":
      return t("recreate");
    case "build":
      return t("build");
    case "rebuild":
      return t("rebuild");
    case "pull":
      return t("pull");
    case "kill":
      return t("kill");
    case "pause":
      return t("pause");
    case "unpause":
      return t("unpause");
  }
}

/** What is being done at the moment. */
export function actionProgress(action: ActionState, t: Translate): string {
  if (action.phase === "cancelling") return t("cancelling…");
  switch (action.kind) {
    case "up":
    case "start":
      return t("starting…");
    case "down":
      return t("taking down…");
    case "stop":
      return t("stopping…");
    case "restart":
      return t("restarting…");
    case "recreate":
      return t("recreating…");
    case "build":
      return t("building…");
    case "rebuild":
      return t("rebuilding…");
    case "pull":
      return t("pulling…");
    case "kill":
      return t("killing…");
    case "pause":
      return t("pausing…");
    case "unpause":
      return t("unpausing…");
  }
}
