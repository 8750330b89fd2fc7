import path from "node:path";
import type { ContainerSetup } from "../../engine/container.ts";
import type { SourceQuery } from "./facts.ts";
import { lockFiles } from "./lockFiles.ts";
import type { Asked } from "./needTexts.ts";
import type { Scope } from "./scope.ts";

/** What bun reads as it starts, in the folder that it is started in (bun 1.4; `.env.production` depends on NODE_ENV). */
const BUN_SETTINGS = [
  ...["bunfig.toml", "tsconfig.json", ".env", ".env.local", ".env.development", ".env.development.local"],
];

/** The files, there or not, whose change no reload takes in. Others are told by rules of `develop.watch`, or by their kind. */
export function specialFiles(
  { tool, service, imageBuiltAt }: SourceQuery,
  { command, workingDir }: ContainerSetup,
  scope: Scope,
): ReadonlyMap<string, Asked> {
  const found = new Map<string, Asked>();
  const dockerfile = service?.build?.dockerfile;
  if (dockerfile !== undefined) {
    found.set(dockerfile, { base: "image", action: "rebuild", because: "" });
  }
  for (const [file, asked] of lockFiles({ tool: tool.tool, command, workingDir, scope })) {
    // Without a time of the image, what is in it can't be told from what is not.
    if (asked.base === "start" || imageBuiltAt !== undefined) found.set(file, asked);
  }
  if (tool.tool === "bun") {
    for (const name of BUN_SETTINGS) {
      const file = scope.hostOf(path.posix.join(workingDir, name));
      if (file !== undefined) found.set(file, bunSetting(command));
    }
  }
  return found;
}

/** A reload of `bun --watch` is a start of its own and reads them again, one of `--hot` is not (tried with bun 1.4.5). */
function bunSetting(command: readonly string[]): Asked {
  const words = command.flatMap((word) => word.split(/\s+/));
  const startsAnew = words.includes("--watch") && !words.includes("--hot");
  return {
    base: "start",
    action: "restart",
    because: "bun reads it only as it starts.",
    ...(startsAnew ? { orReload: true } : {}),
  };
}
