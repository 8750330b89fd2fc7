import { share } from "../../shared/patch.ts";
import type { EngineContainer } from "./container.ts";
import { isImageId } from "./imageName.ts";

/** Whether an inspection tells more than a list: not of a container that was never started, but for its image's name. */
export function hasMore({ status, image }: EngineContainer): boolean {
  return status !== "created" || isImageId(image);
}

/** A list says less than was known: what it leaves out is kept for a container that is still in the same state. */
export function withDetails(listed: EngineContainer, before: EngineContainer | undefined): EngineContainer {
  if (before === undefined) return listed;
  // The name that it was made from stays, whatever that stands for by now.
  const container = isImageId(listed.image) ? { ...listed, image: before.image } : listed;
  if (before.status !== listed.status) return withSetup(withImage(container, before), before);
  const { exitCode: _exitCode, ...details } = before;
  return share(before, {
    ...details,
    name: container.name,
    image: container.image,
    labels: container.labels,
    // `Up 2 minutes (Paused)` has no room for it.
    health: container.status === "paused" ? before.health : container.health,
    ...(container.exitCode === undefined ? {} : { exitCode: container.exitCode }),
    ports: container.ports,
  });
}

/** Neither a list nor an inspection tells what the image's name stands for. */
export function withImage(container: EngineContainer, before: EngineContainer | undefined): EngineContainer {
  return before?.namedImageId === undefined || before.image !== container.image
    ? container
    : { ...container, namedImageId: before.namedImageId };
}

/** What a container was made with never changes. */
function withSetup(container: EngineContainer, before: EngineContainer): EngineContainer {
  return before.setup === undefined ? container : { ...container, setup: before.setup };
}
