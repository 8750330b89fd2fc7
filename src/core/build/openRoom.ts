import { stateDir } from "../base/stateDir.ts";
import type { DockerCli } from "../compose/dockerCli.ts";
import { endpointEnv } from "../engine/endpointEnv.ts";
import type { EngineLink } from "../engine/engineLink.ts";
import { isLocalEndpoint } from "../engine/localEndpoint.ts";
import type { Stacks } from "../stack/stacks.ts";
import { BuildRoom, type BuildRoomPorts } from "./room.ts";

/** What the room is made of, as the core has it. */
export interface RoomParts
  extends Pick<
    BuildRoomPorts,
    "runner" | "env" | "homeDir" | "platform" | "logger" | "settings" | "tell" | "onDidLook" | "onDidBuild"
  > {
  readonly cli: DockerCli;
  readonly link: EngineLink;
  readonly stacks: Stacks;
}

/** Loaded with the room: a tree is there sooner without it. */
export function openBuildRoom({ cli, link, stacks, ...parts }: RoomParts): BuildRoom {
  return new BuildRoom({
    ...parts,
    docker: () => cli.require(),
    engineEnv: () => endpointEnv(link.state),
    engine: () => link.engine,
    isLocal: () => isLocalEndpoint(link.state),
    store: () => stacks.store,
    selected: () => stacks.selected,
    tellBaked: (change) => stacks.apply({ kind: "baked", ...change }),
    stateDir: stateDir(parts.env, parts.homeDir, parts.platform),
  });
}
