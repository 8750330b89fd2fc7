import type { Icon } from "../status/level.ts";
import type { TimeStyle } from "../times.ts";
import type { Translate } from "../translate.ts";

/** A row as the tree shows it. Equal rows look equal: what did not change here needs no refresh. */
export interface Row {
  readonly label: string;
  readonly description: string;
  readonly icon: Icon;
  /** Words that package.json's `viewItem =~` clauses look for. */
  readonly contextValue: string;
  /** What a screen reader says: the icon's meaning is in the text, so label and description suffice. */
  readonly accessibilityLabel: string;
  readonly collapsible: "none" | "collapsed" | "expanded";
}

/** Whose language, clock and folders a row is written with. */
export interface Style {
  readonly t: Translate;
  readonly times: TimeStyle;
  /** The user's folder, which paths are shortened by; empty: not at all. */
  readonly home: string;
  /** The workspace's, which its files are named from. */
  readonly folders: readonly string[];
}

interface RowParts {
  readonly label: string;
  readonly icon: Icon;
  readonly collapsible: Row["collapsible"];
  readonly texts: readonly (string | undefined)[];
  readonly context: readonly (string | false)[];
  /** What it is, as a screen reader says it before the label; empty: the label says it. */
  readonly kind: string;
}

export function makeRow({ label, icon, collapsible, texts, context, kind }: RowParts): Row {
  const said = texts.filter((text) => text !== undefined && text !== "");
  return {
    label,
    description: said.join(" · "),
    icon,
    contextValue: context.filter((word) => word !== false).join(" "),
    accessibilityLabel: [kind === "" ? label : `${kind} ${label}`, ...said].join(", "),
    collapsible,
  };
}
