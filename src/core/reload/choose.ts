import type { ServiceSettings } from "../../shared/protocol.ts";
import type { ContainerSetup } from "../engine/container.ts";
import type { Tool, ToolSetup } from "./reader.ts";
import { runsAnything } from "./runners.ts";
import { TOOLS } from "./tools.ts";

export type Choice =
  | { readonly kind: "tool"; readonly tool: Tool; readonly setup: ToolSetup }
  /** Its command may start any of them: what it prints may tell. */
  | { readonly kind: "sniff" }
  /** Nothing reloads in it, as far as is known. */
  | { readonly kind: "none" };

/**
 * Which tool reloads what runs in a container: as the user set it, else as its command says.
 *
 * @param mayReload its sources come from outside: a folder is mounted, or `develop.watch` puts files into it
 */
export function chooseTool(
  container: ContainerSetup,
  settings: ServiceSettings | undefined,
  mayReload: boolean,
): Choice {
  const set = settings?.reload;
  if (set === "none") return { kind: "none" };
  if (set !== undefined) {
    const tool = TOOLS.find((each) => each.tool === set);
    if (tool !== undefined) return chosen(tool, toolSetup(tool, container) ?? tool.usual(container));
  }
  for (const tool of TOOLS) {
    const setup = toolSetup(tool, container);
    if (setup !== undefined) return chosen(tool, setup);
  }
  return { kind: mayReload && runsAnything(container) ? "sniff" : "none" };
}

function toolSetup(tool: Tool, container: ContainerSetup): ToolSetup | undefined {
  return tool.fromCommand(container.command, container);
}

function chosen(tool: Tool, setup: ToolSetup): Choice {
  return { kind: "tool", tool, setup };
}
