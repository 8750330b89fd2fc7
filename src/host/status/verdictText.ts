import type { Verdict } from "../../shared/model.ts";
import type { Translate } from "../translate.ts";

/** The one answer with its evidence, in a sentence. */
export function verdictText(verdict: Verdict, t: Translate): string {
  switch (verdict.kind) {
    case "current":
      return t("Runs your latest change: {0}", verdict.evidence);
    case "pending":
      return t("Not yet: {0} ({1})", verdict.reason, verdict.evidence);
    case "notCurrent":
      return t("Not current: {0} ({1})", verdict.reason, verdict.evidence);
    case "unknown":
      return t("Current or not: unknown ({0})", verdict.reason);
  }
}
