import type { BuilderInfo } from "../../shared/builds.ts";
import type { Choice } from "../commands/choices.ts";
import type { Translate } from "../translate.ts";

/**
 * What to write to the workspace's settings. @param beneath the user's own setting, which holds where the workspace
 * says nothing
 * @returns `undefined`: nothing, so that there is no line
 */
export function builderSetting(builder: string, beneath: unknown): string | undefined {
  return builder === "" && (beneath === undefined || beneath === "") ? undefined : builder;
}

/** Docker's own choice, then each builder by name; one that can't be used now says why. @param set the setting's value */
export function builderChoices(
  builders: readonly BuilderInfo[],
  set: string,
  t: Translate,
): Choice<string>[] {
  const current = builders.find((builder) => builder.current);
  const marked = (label: string, name: string) => (name === set ? `$(check) ${label}` : label);
  return [
    {
      label: marked(t("Docker's current builder"), ""),
      ...(current === undefined ? {} : { description: current.name }),
      value: "",
    },
    ...builders.map(({ name, driver, problem }) => ({
      label: marked(name, name),
      description: driver,
      ...(problem === undefined ? {} : { detail: problem }),
      value: name,
    })),
  ];
}
