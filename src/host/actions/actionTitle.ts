import type { StackMode, StackState } from "../../shared/model.ts";
import type { ActionRequest } from "../../shared/protocol.ts";
import { actionName } from "../status/actionWords.ts";
import type { Translate } from "../translate.ts";

/** What a stack is called where it stands alone; the containers of no stack have no name of their own. */
export function stackName({ origin, project }: StackState, t: Translate): string {
  return origin === "loose" ? t("other containers") : project;
}

/** `shop: rebuild backend without cache` */
export function actionTitle(stack: StackState, request: ActionRequest, t: Translate): string {
  const { services } = request;
  const words = [actionWords(request, t), ...services].join(" ");
  const what = manner(stack.modes, request, t).reduce((text, wrap) => wrap(text), words);
  return stack.origin === "loose" ? what : `${stack.project}: ${what}`;
}

function actionWords({ kind, services }: ActionRequest, t: Translate): string {
  // Compose's `down` of a service takes its containers away and leaves the stack's networks.
  return kind === "down" && services.length > 0 ? t("remove") : actionName(kind, t);
}

function manner(
  modes: readonly StackMode[],
  { noCache, stampAll, build, wait, volumes, modeId }: ActionRequest,
  t: Translate,
): ((text: string) => string)[] {
  const mode = modes.find(({ id }) => id === modeId);
  return [
    ...(noCache === true ? [(text: string) => t("{0} without cache", text)] : []),
    ...(stampAll === true ? [(text: string) => t("{0} with new stamps", text)] : []),
    ...(build === true ? [(text: string) => t("{0} with build", text)] : []),
    ...(volumes === true ? [(text: string) => t("{0} with volumes", text)] : []),
    ...(mode === undefined ? [] : [(text: string) => t("{0} as {1}", text, mode.label)]),
    ...(wait === true ? [(text: string) => t("{0} and wait", text)] : []),
  ];
}
