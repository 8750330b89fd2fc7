import { realpath } from "node:fs/promises";
import path from "node:path";
import type { VerifiedFile } from "../../../shared/builds.ts";
import type { EngineState, StackState } from "../../../shared/model.ts";
import { mapLimited } from "../../base/mapLimited.ts";
import type { ComposeService } from "../../compose/model.ts";
import type { EngineClient } from "../../engine/client.ts";
import type { EngineContainer } from "../../engine/container.ts";
import { decodeSetup } from "../../engine/decodeSetup.ts";
import { isLocalEndpoint } from "../../engine/localEndpoint.ts";
import { serviceContainers } from "../../stack/select.ts";
import type { StackStore } from "../../stack/store.ts";
import { chooseFiles } from "./chooseFiles.ts";
import { type Comparison, compare } from "./compare.ts";
import { type Places, type Whereabouts, whereabouts } from "./whereabouts.ts";

export interface VerifyPorts {
  readonly client: Pick<EngineClient, "archive" | "inspect">;
  readonly engine: EngineState;
  readonly store: StackStore;
  readonly selected: readonly StackState[];
}

export interface VerifyRequest {
  readonly stackId: string;
  readonly service: string;
  /** Absolute, on this machine; absent: those that the image may lack, else the first that are copied into it. */
  readonly file?: string;
}

const AT_ONCE = 3;

/**
 * Compares files with the copies that the service's containers have, running or not.
 * @throws Error, in words for the user: also where no container has a place for the file that is known
 */
export async function verifyBytes(
  ports: VerifyPorts,
  request: VerifyRequest,
  signal: AbortSignal,
): Promise<readonly VerifiedFile[]> {
  const { store, selected, client } = ports;
  const { stackId, service, file } = request;
  const containers = serviceContainers(store, stackId, service).toSorted(
    (left, right) => left.number - right.number,
  );
  if (containers.length === 0) {
    throw new Error(`${service} has no container to compare with. Start it first.`);
  }
  const stack = selected.find(({ id }) => id === stackId);
  const baked = stack?.services.find(({ name }) => name === service)?.baked;
  const declared = declaration(store, stack, service);
  const asked: Comparison[] = [];
  let reason = `No file of the build context of ${service} has a place in its image that is known: the Dockerfile copies them into other stages, or nothing at all.`;
  for (const container of containers) {
    const places = await placesOf(container, declared, ports, signal);
    const files = file === undefined ? await chooseFiles(baked, places, signal) : [path.normalize(file)];
    for (const each of files) {
      const where = await find(each, places);
      if (where.kind === "unknown") reason = where.reason;
      else asked.push({ client, container, file: each, where });
    }
  }
  if (asked.length === 0) throw new Error(reason);
  return mapLimited(asked, AT_ONCE, (each) => compare(each, signal));
}

/** Also by the folder's own path, where it was opened by way of a link. */
async function find(file: string, places: Places): Promise<Whereabouts> {
  const where = places.of(file);
  if (where.kind !== "unknown") return where;
  const folder = await realpath(path.dirname(file)).catch(() => path.dirname(file));
  const real = places.of(path.join(folder, path.basename(file)));
  return real.kind === "unknown" ? where : real;
}

function declaration(
  { sets }: StackStore,
  stack: StackState | undefined,
  service: string,
): ComposeService | undefined {
  const mode = sets.find(({ id }) => id === stack?.activeMode);
  return mode?.model?.services.find(({ name }) => name === service);
}

async function placesOf(
  { id, setup }: EngineContainer,
  service: ComposeService | undefined,
  { client, engine }: VerifyPorts,
  signal: AbortSignal,
): Promise<Places> {
  // One that was never started has not been inspected.
  const mounts = setup?.mounts ?? decodeSetup(await client.inspect(id, signal))?.mounts ?? [];
  return whereabouts(service, { mounts }, isLocalEndpoint(engine));
}
