import { stateDir } from "../base/stateDir.ts";
import type { Env } from "../base/which.ts";
import type { EngineLink } from "../engine/engineLink.ts";
import { isLocalEndpoint } from "../engine/localEndpoint.ts";
import type { Stacks } from "../stack/stacks.ts";
import { ReloadRoom, type RoomPorts } from "./room.ts";

/** What the room is made of, as the core has it. */
export interface ReloadParts extends Pick<RoomPorts, "logs" | "settings" | "onDidLook" | "logger"> {
  readonly link: EngineLink;
  readonly stacks: Stacks;
  readonly env: Env;
  readonly homeDir: string;
  readonly platform: NodeJS.Platform;
}

/** Loaded with the room: a tree is there sooner without it. */
export function openReloadRoom({ link, stacks, env, homeDir, platform, ...parts }: ReloadParts): ReloadRoom {
  return new ReloadRoom({
    ...parts,
    engine: () => link.engine,
    isLocal: () => isLocalEndpoint(link.state),
    store: () => stacks.store,
    selected: () => stacks.selected,
    tell: (change) => stacks.apply({ kind: "reload", ...change }),
    tellLastWords: (change) => stacks.apply({ kind: "lastWords", ...change }),
    stateDir: stateDir(env, homeDir, platform),
  });
}
