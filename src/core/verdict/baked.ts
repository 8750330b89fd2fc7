import path from "node:path";
import type { BakedState, ChangedFile } from "../../shared/builds.ts";
import type { Verdict } from "../../shared/model.ts";

/** What a running service's image says of it, where nothing reloads in it. */
export function bakedVerdict({ code }: BakedState): Verdict {
  switch (code.kind) {
    case "same":
      return { kind: "current", evidence: code.evidence };
    case "changed":
      return {
        kind: "notCurrent",
        reason: `its image lacks your change in ${named(code)}`,
        evidence: `${sentence(code)} after the image was built`,
        action: "rebuild",
      };
    case "touched":
      return {
        kind: "unknown",
        reason: `files were touched since its image was built: ${named(code)}`,
      };
    case "unknown":
      return { kind: "unknown", reason: code.reason };
  }
}

interface Files {
  readonly files: readonly ChangedFile[];
  readonly more: number;
}

function named({ files, more }: Files): string {
  const [first] = files;
  const others = files.length - 1 + more;
  const name = first === undefined ? "a file" : path.basename(first.file);
  return others > 0 ? `${name} and ${others} more` : name;
}

function sentence({ files }: Files): string {
  const [first] = files;
  return first === undefined ? "a file was changed" : `${first.file} was ${first.kind}`;
}
