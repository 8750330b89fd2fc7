import type { BakedCode, BakedState, BuildInfo, ChangedFile } from "../../shared/builds.ts";
import type { Verdict } from "../../shared/model.ts";
import { pathInWorkspace } from "../paths.ts";
import { formatExactly } from "../times.ts";
import type { Translate } from "../translate.ts";
import type { Style } from "../tree/row.ts";

/** Of files that were changed the first few say enough. */
const MOST_FILES = 5;

/**
 * What a hover says of whether a service's image holds the code in the editor, and of what it says of itself.
 * @param verdict what the hover says before: its words are not said again
 */
export function bakedTexts({ code, info }: BakedState, verdict: Verdict, style: Style): string[] {
  const texts = [codeText(code, verdict, style), info && infoText(info, style.t)];
  return texts.filter((text) => text !== undefined);
}

function codeText(code: BakedCode, verdict: Verdict, style: Style): string | undefined {
  const { t, times } = style;
  switch (code.kind) {
    case "same":
      return verdict.kind === "current" && verdict.evidence === code.evidence
        ? t("Image built {0}", formatExactly(code.builtAt, times))
        : t(
            "Image built {0}. It holds the code in the editor: {1}",
            formatExactly(code.builtAt, times),
            code.evidence,
          );
    case "changed":
      return t(
        "Image built {0}. It lacks: {1}",
        formatExactly(code.builtAt, times),
        filesText(code.files, code.more, style),
      );
    case "touched":
      return t(
        "Image built {0}, and what it was built from is not known. Files touched since: {1}",
        formatExactly(code.builtAt, times),
        filesText(code.files, code.more, style),
      );
    case "unknown":
      return verdict.kind === "unknown" && verdict.reason === code.reason
        ? undefined
        : t("Whether its image holds the code in the editor is not known: {0}", code.reason);
  }
}

function filesText(files: readonly ChangedFile[], more: number, style: Style): string {
  const { t } = style;
  const shown = files.slice(0, MOST_FILES).map((file) => fileText(file, style));
  const others = files.length - shown.length + more;
  return [...shown, ...(others > 0 ? [t("{0} more", others)] : [])].join(", ");
}

function fileText({ file, kind, at }: ChangedFile, { t, times, folders, home }: Style): string {
  const name = pathInWorkspace(file, folders, home);
  if (kind === "removed") return t("{0} (removed)", name);
  if (at === undefined) return name;
  return kind === "added"
    ? t("{0} (added {1})", name, formatExactly(at, times))
    : t("{0} ({1})", name, formatExactly(at, times));
}

/** As much of a commit as people know it by. */
const SHORT = 10;

function infoText(
  { from, commit, date, sameCommit, head, dirty }: BuildInfo,
  t: Translate,
): string | undefined {
  const source = sourceText(from, t);
  if (commit === undefined) return date === undefined ? undefined : t("Built {0}, as {1} says", date, source);
  const built =
    date === undefined
      ? t("Built from commit {0}, as {1} says", commit.slice(0, SHORT), source)
      : t("Built from commit {0}, {1}, as {2} says", commit.slice(0, SHORT), date, source);
  const compared = headText(sameCommit, head, dirty === true, t);
  return compared === undefined ? built : `${built}; ${compared}`;
}

function headText(
  same: boolean | undefined,
  head: string | undefined,
  dirty: boolean,
  t: Translate,
): string | undefined {
  if (same === undefined) return undefined;
  if (same)
    return dirty
      ? t("the workspace is there too, with uncommitted changes")
      : t("the workspace is there too");
  return head === undefined
    ? t("the workspace is at another one")
    : t("the workspace is at {0}", head.slice(0, SHORT));
}

function sourceText(from: BuildInfo["from"], t: Translate): string {
  switch (from) {
    case "label":
      return t("a label of the image");
    case "variable":
      return t("a variable of the container");
    case "address":
      return t("the service");
  }
}
