import type { DockerContext } from "../../shared/protocol.ts";
import type { Choice } from "../commands/choices.ts";
import type { Translate } from "../translate.ts";

/**
 * The way back first, then the contexts as Docker lists them.
 * @param chosen empty: none @param dockerHost the setting; empty: it is not set
 */
export function contextChoices(
  contexts: readonly DockerContext[],
  chosen: string,
  dockerHost: string,
  t: Translate,
): Choice<string>[] {
  const mark = (is: boolean) => (is ? "$(check) " : "");
  const own: Choice<string> = {
    label: `${mark(chosen === "")}${t("Docker's own choice")}`,
    description:
      dockerHost === ""
        ? t("DOCKER_HOST, the current context, the default sockets")
        : t("here: the setting devloop.dockerHost ({0})", dockerHost),
    value: "",
  };
  const gone = chosen !== "" && contexts.every(({ name }) => name !== chosen);
  return [
    own,
    ...(gone
      ? [{ label: `${mark(true)}${chosen}`, description: t("not there any more"), value: chosen }]
      : []),
    ...contexts.map(({ name, description, host, current }) => ({
      label: `${mark(name === chosen)}${name}`,
      description: [host, current ? t("Docker's current one") : ""].filter((text) => text !== "").join(" · "),
      ...(description === "" ? {} : { detail: description }),
      value: name,
    })),
  ];
}

/** What the question says above the list. */
export function contextQuestion(dockerHost: string, t: Translate): string {
  return dockerHost === ""
    ? t("Which Docker context should this workspace use?")
    : t("Which Docker context? What you choose here goes before the setting devloop.dockerHost.");
}
