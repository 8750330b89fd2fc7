import type { StackState } from "../../shared/model.ts";
import type { Translate } from "../translate.ts";
import type { Group } from "./nodes.ts";
import { makeRow, type Row, type Style } from "./row.ts";

/** What is beneath it is other people's business: it is counted, and whether all is well there is not judged. */
export function presentGroup(stacks: readonly StackState[], group: Group, { t }: Style): Row | undefined {
  const members = stacks.filter(({ origin }) => origin === group);
  if (members.length === 0) return undefined;
  return makeRow({
    label: groupName(group, t),
    icon: { id: group === "elsewhere" ? "library" : "package" },
    collapsible: "collapsed",
    texts: [countText(members, group, t)],
    context: ["group", group],
    kind: "",
  });
}

export function groupName(group: Group, t: Translate): string {
  return group === "elsewhere" ? t("Other projects") : t("Other containers");
}

/** It counts the rows beneath it: projects of which anything runs, or containers. */
function countText(members: readonly StackState[], group: Group, t: Translate): string {
  if (members.every(({ known }) => !known)) return t("state unknown");
  if (group === "elsewhere") {
    return t("{0} of {1} running", members.filter(({ running }) => running > 0).length, members.length);
  }
  const sum = (count: (stack: StackState) => number) =>
    members.reduce((total, stack) => total + count(stack), 0);
  return t(
    "{0} of {1} running",
    sum(({ running }) => running),
    sum(({ total }) => total),
  );
}
