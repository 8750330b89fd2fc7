import type { StackState } from "../../../shared/model.ts";
import type { ServiceSettings } from "../../../shared/protocol.ts";
import type { ComposeService, KnownSet } from "../../compose/model.ts";
import type { EngineContainer } from "../../engine/container.ts";
import { ownContainers } from "../../reload/services.ts";
import type { StackStore } from "../../stack/store.ts";

/** A service of the workspace's that is built here, as the active mode declares it. */
export interface BuiltService {
  readonly stackId: string;
  readonly service: string;
  readonly declared: ComposeService;
  /** Its first container; absent where it has none. */
  readonly container?: EngineContainer;
  /** What its image is called, which Up would take. */
  readonly imageName: string;
  readonly settings: ServiceSettings | undefined;
}

/** In order; those whose containers have not been inspected yet are left out. */
export function builtServices(
  store: StackStore,
  stacks: readonly StackState[],
  settings: (stackId: string, service: string) => ServiceSettings | undefined,
): BuiltService[] {
  const own = new Map(
    ownContainers(store, stacks).map(({ stackId, service, containers }) => [
      `${stackId}\n${service}`,
      containers.toSorted((left, right) => left.number - right.number)[0],
    ]),
  );
  return declaredServices(store, stacks).flatMap(({ stackId, declared, mode }) => {
    if (mode === undefined) return [];
    const service = declared.name;
    const container = own.get(`${stackId}\n${service}`);
    // Of one that was never started nothing is told, and nothing is mounted yet.
    if (container !== undefined && container.setup === undefined && container.status !== "created") return [];
    return [
      {
        stackId,
        service,
        declared,
        imageName: declared.image ?? `${stackId}-${service}`,
        settings: settings(stackId, service),
        ...(container === undefined ? {} : { container }),
      },
    ];
  });
}

export interface DeclaredService {
  readonly stackId: string;
  readonly declared: ComposeService;
  /** The active one; absent where another mode declares it. */
  readonly mode?: KnownSet;
}

/** Of the workspace's stacks, in every mode, what is built from a folder of this machine; the active mode's first. */
export function declaredServices(store: StackStore, stacks: readonly StackState[]): DeclaredService[] {
  return stacks
    .filter(({ origin }) => origin === "workspace")
    .flatMap(({ id, activeMode, modes }) => {
      const sets = modes.flatMap((mode) => store.sets.find((set) => set.id === mode.id) ?? []);
      const inOrder = sets.toSorted((left, right) => rank(left, activeMode) - rank(right, activeMode));
      return inOrder.flatMap((set) =>
        (set.model?.services ?? [])
          .filter(({ build }) => build !== undefined)
          .map((declared) => ({
            stackId: id,
            declared,
            ...(set.id === activeMode ? { mode: set } : {}),
          })),
      );
    });
}

function rank({ id }: KnownSet, activeMode: string | undefined): number {
  return id === activeMode ? 0 : 1;
}
