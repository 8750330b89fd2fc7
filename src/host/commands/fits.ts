import type { ContainerState, ServiceState, StackState } from "../../shared/model.ts";
import { profilesOf } from "../profiles/profileChoices.ts";
import { isStoppable, ownContainers } from "../status/serviceStatus.ts";

/** What a command is offered for where the user is asked. A row that names something else is taken at its word. */
export interface Fits {
  readonly stack: (stack: StackState) => boolean;
  readonly service: (service: ServiceState, stack: StackState) => boolean;
}

/** For the stack as a whole where it fits one of its services. */
function someService(service: Fits["service"]): Fits {
  return { service, stack: (stack) => stack.services.some((each) => service(each, stack)) };
}

/** What needs compose files: without them Compose does not know what should be. */
function withFiles(fits: Fits): Fits {
  return {
    service: (service, stack) => stack.modes.length > 0 && fits.service(service, stack),
    stack: (stack) => stack.modes.length > 0 && fits.stack(stack),
  };
}

const hasContainers = someService((service) => ownContainers(service).length > 0);

export const FITS = {
  anyService: someService(() => true),
  created: hasContainers,
  declared: withFiles({ stack: () => true, service: ({ declared }) => declared }),
  buildable: withFiles(someService(({ buildable }) => buildable)),
  /** An image of ours, and a container that may have a copy of what is in it. */
  verifiable: someService((service) => service.buildable && ownContainers(service).length > 0),
  recreatable: withFiles(
    someService((service, stack) => service.declared && hasContainers.service(service, stack)),
  ),
  startable: someService((service) => ownContainers(service).some(({ status }) => STOPPED.has(status))),
  stoppable: someService(isStoppable),
  running: someService((service) => ownContainers(service).some(({ status }) => status === "running")),
  paused: someService((service) => ownContainers(service).some(({ status }) => status === "paused")),
  /** Volumes outlive their containers. */
  hasVolumes: {
    stack: (stack: StackState) => stack.modes.length > 0 || hasContainers.stack(stack),
    service: () => false,
  },
  modes: { stack: ({ modes }: StackState) => modes.length > 1, service: () => false },
  profiles: { stack: (stack: StackState) => profilesOf(stack).length > 0, service: () => false },
  /** It watches for containers that run: where none does, there is nothing to bring changes to. */
  watchable: withFiles({
    stack: ({ watch, running, services }) =>
      watch.kind !== "on" && running > 0 && services.some(({ watchable }) => watchable),
    service: () => false,
  }),
  watching: { stack: ({ watch }: StackState) => watch.kind === "on", service: () => false },
  files: { stack: ({ modes }: StackState) => modes.length > 0, service: () => false },
} satisfies Record<string, Fits>;

const STOPPED: ReadonlySet<ContainerState["status"]> = new Set<ContainerState["status"]>([
  "exited",
  "created",
]);

/** Nobody's files name it, or it was made for one run: Down of the stack leaves it where it is. */
export function isRemovable(container: ContainerState, service: ServiceState): boolean {
  return container.oneOff || !service.declared;
}
