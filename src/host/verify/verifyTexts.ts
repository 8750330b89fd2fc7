import type { VerifiedFile } from "../../shared/builds.ts";
import type { Choice } from "../commands/choices.ts";
import { withoutIcons } from "../outsideText.ts";
import { pathInWorkspace } from "../paths.ts";
import type { Translate } from "../translate.ts";
import type { Style } from "../tree/row.ts";

export interface Names {
  /** The container's, by its id. */
  readonly containerName: (id: string) => string;
  readonly style: Style;
}

export type Comparison = "same" | "differs" | "onlyHere" | "onlyThere" | "nowhere";

export function comparisonOf({ hostHash, containerHash }: VerifiedFile): Comparison {
  if (hostHash === undefined) return containerHash === undefined ? "nowhere" : "onlyThere";
  if (containerHash === undefined) return "onlyHere";
  return hostHash === containerHash ? "same" : "differs";
}

/** Both copies are there, and can be looked at side by side. */
export function isComparable(file: VerifiedFile): boolean {
  return comparisonOf(file) === "differs" && !file.mounted;
}

/** One sentence, with both hashes as far as they go. */
export function verifiedText(file: VerifiedFile, { containerName, style }: Names): string {
  const { t } = style;
  const name = pathInWorkspace(file.file, style.folders, style.home);
  const container = containerName(file.container);
  if (file.mounted) {
    return t("{0} has {1} through a mount: it is the same file ({2}).", container, name, hashText(file, t));
  }
  switch (comparisonOf(file)) {
    case "same":
      return t("{0} in {1} is the same ({2}).", name, container, hashText(file, t));
    case "differs":
      return t("{0} in {1} differs ({2}).", name, container, hashText(file, t));
    case "onlyHere":
      return t("{0} has no file {1}; here it is {2}.", container, file.path, hashText(file, t));
    case "onlyThere":
      return t("{0} is in {1} and not here ({2}).", name, container, hashText(file, t));
    case "nowhere":
      return t("There is neither {0} here nor {1} in {2}.", name, file.path, container);
  }
}

/** A row for each file and container: what differs goes first. */
export function verifiedChoices(files: readonly VerifiedFile[], names: Names): Choice<VerifiedFile>[] {
  const { style, containerName } = names;
  const { t } = style;
  return files
    .toSorted((left, right) => Number(isSame(left)) - Number(isSame(right)))
    .map((file) => ({
      label: `$(${isSame(file) ? "pass" : "diff"}) ${withoutIcons(pathInWorkspace(file.file, style.folders, style.home))}`,
      description: [containerName(file.container), stateText(file, t), hashText(file, t)].join(" · "),
      detail: file.path,
      value: file,
    }));
}

function isSame(file: VerifiedFile): boolean {
  return file.mounted || comparisonOf(file) === "same";
}

function stateText(file: VerifiedFile, t: Translate): string {
  if (file.mounted) return t("mounted");
  switch (comparisonOf(file)) {
    case "same":
      return t("same");
    case "differs":
      return t("differs");
    case "onlyHere":
      return t("not in the container");
    case "onlyThere":
      return t("not here");
    case "nowhere":
      return t("not there");
  }
}

/** What people compare by eye; the whole of it would fill a line. */
const SHORT = 12;

function hashText({ hostHash, containerHash }: VerifiedFile, t: Translate): string {
  const [here, there] = [hostHash?.slice(0, SHORT), containerHash?.slice(0, SHORT)];
  if (here === undefined || there === undefined) return `SHA-256 ${here ?? there ?? t("none")}`;
  if (hostHash === containerHash) return `SHA-256 ${here}`;
  return t("SHA-256 {0} here, {1} in the container", here, there);
}
