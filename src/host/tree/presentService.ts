import type { AppState, ServiceState, StackState } from "../../shared/model.ts";
import { type PortAddress, portAddresses } from "../ports/addresses.ts";
import { UNKNOWN, WORKING } from "../status/level.ts";
import {
  has,
  inactiveText,
  isStartable,
  isStoppable,
  ownContainers,
  serviceStatus,
} from "../status/serviceStatus.ts";
import { activeMode } from "../status/stackStatus.ts";
import type { Translate } from "../translate.ts";
import { containerWords } from "./presentContainer.ts";
import { makeRow, type Row, type Style } from "./row.ts";
import { sinceText } from "./sinceText.ts";

const MOST_PORTS = 2;

export function presentService(
  service: ServiceState,
  stack: StackState,
  { engine, builds }: Pick<AppState, "engine" | "builds">,
  { t, times }: Style,
): Row {
  const status = serviceStatus(service, stack, builds, { t, times });
  const own = ownContainers(service);
  const ports = portAddresses(own, engine);
  // While an action is at work on it, all that follows is in motion; a build in its container changes none of it.
  const still = status.icon !== WORKING;
  return makeRow({
    label: service.name,
    icon: status.icon,
    collapsible: service.containers.length > 0 ? "collapsed" : "none",
    texts: [
      status.text,
      // A narrow view cuts off the end: what it is goes before where and since when.
      isOrphan(service, stack) ? t("not in the compose files") : undefined,
      // Without a container that is all there is to say, and has been said.
      own.length > 0 ? inactiveText(service, t) : undefined,
      oneOffText(service.containers.length - own.length, t),
      ...(still ? portTexts(ports, t) : []),
      still ? sinceText(own, { t, times }) : undefined,
    ],
    context: serviceWords(service, ports),
    kind: t("service"),
  });
}

/** A container that no project made. There is just one, so that this is its row as well. */
export function presentLoose(
  service: ServiceState,
  stack: StackState,
  { engine, builds }: Pick<AppState, "engine" | "builds">,
  { t, times }: Style,
): Row {
  const [container] = service.containers;
  const status = serviceStatus(service, stack, builds, { t, times });
  const ports = portAddresses(service.containers, engine);
  return makeRow({
    label: container?.name ?? service.name,
    icon: container === undefined ? UNKNOWN : status.icon,
    collapsible: "none",
    texts: [
      container === undefined ? t("state unknown") : status.text,
      container && shortImage(container.image),
      ...(status.icon === WORKING
        ? []
        : [...portTexts(ports, t), sinceText(service.containers, { t, times })]),
    ],
    context: [
      ...new Set([...serviceWords(service, ports), "loose", ...(container ? containerWords(container) : [])]),
    ],
    kind: t("container"),
  });
}

/**
 * It has containers, and the files that the stack is made from do not name it. Where they name nothing at all,
 * Compose has not told what they declare.
 */
export function isOrphan(service: ServiceState, stack: StackState): boolean {
  return (
    !service.declared && activeMode(stack) !== undefined && stack.services.some(({ declared }) => declared)
  );
}

/** An image whose name went to another one is left with its id, of which its beginning is enough. */
function shortImage(image: string): string {
  return /^sha256:[0-9a-f]{64}$/.test(image) ? image.slice("sha256:".length, "sha256:".length + 12) : image;
}

function serviceWords(service: ServiceState, ports: readonly PortAddress[]): (string | false)[] {
  return [
    "service",
    has(service, "running") && "running",
    isStoppable(service) && "stoppable",
    isStartable(service) && "stopped",
    service.containers.length > 0 && "created",
    service.declared && "declared",
    service.buildable && "buildable",
    ports.length > 0 && "ports",
    has(service, "paused") && "paused",
    service.inactiveProfiles.length > 0 && "inactive",
  ];
}

function portTexts(ports: readonly PortAddress[], t: Translate): (string | undefined)[] {
  return [
    ...ports.slice(0, MOST_PORTS).map(({ published }) => `:${published}`),
    ports.length > MOST_PORTS ? t("{0} more ports", ports.length - MOST_PORTS) : undefined,
  ];
}

function oneOffText(count: number, t: Translate): string | undefined {
  return count > 0 ? t("{0} one-off", count) : undefined;
}
