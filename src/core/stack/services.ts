import type { BakedState } from "../../shared/builds.ts";
import type { ContainerState, Drift, ReloadState, ServiceState } from "../../shared/model.ts";
import type { KnownSet } from "../compose/model.ts";
import type { EngineContainer } from "../engine/container.ts";
import { serviceVerdict } from "../verdict/service.ts";
import { drift } from "./drift.ts";
import { Memo } from "./memo.ts";
import { byName } from "./order.ts";

export interface ServiceFacts {
  /** The sets of files whose services are shown. */
  readonly sets: readonly KnownSet[];
  readonly mode: KnownSet | undefined;
  /** Of the stack, in the order in which the engine told them. */
  readonly containers: readonly EngineContainer[];
  /** Whether the engine has told its containers. */
  readonly known: boolean;
  /** By service. */
  readonly reloads?: ReadonlyMap<string, ReloadState> | undefined;
  /** By service. */
  readonly lastWords?: ReadonlyMap<string, readonly string[]> | undefined;
  /** By service. */
  readonly baked?: ReadonlyMap<string, BakedState> | undefined;
}

/** The services of one stack. A service whose containers and declaration are the same objects as before is not made again. */
export class ServiceSelector {
  readonly #services = new Memo<ServiceState>();

  /** Declared services in the files' order, then those that only run, by name. */
  select({ sets, mode, containers, known, reloads, lastWords, baked }: ServiceFacts): ServiceState[] {
    const declared = new Map(
      sets.flatMap((set) => set.model?.services ?? []).map((service) => [service.name, service]),
    );
    const byService = Map.groupBy(containers, ({ labels }) => labels.service);
    const others = [...byService.keys()].filter((name) => !declared.has(name)).sort(byName);
    const services = [...declared.keys(), ...others].map((name) => {
      const declaration = declared.get(name);
      const own = byService.get(name) ?? [];
      const reload = known ? reloads?.get(name) : undefined;
      const words = lastWords?.get(name);
      const image = known ? baked?.get(name) : undefined;
      return this.#services.get(name, [known, mode, declaration, reload, words, image, ...own], () => {
        const rows = own.toSorted(inOrder).map((each) => toState(each, drift(each, declaration, mode)));
        const inactiveProfiles = declaration?.active === false ? declaration.profiles : [];
        return {
          name,
          declared: declaration !== undefined,
          buildable: declaration?.buildable ?? false,
          watchable: declaration?.watchable ?? false,
          inactiveProfiles,
          containers: rows,
          verdict: serviceVerdict(rows, known, inactiveProfiles, reload, image),
          ...(reload === undefined ? {} : { reload }),
          ...(words === undefined ? {} : { lastWords: words }),
          ...(image === undefined ? {} : { baked: image }),
        };
      });
    });
    this.#services.sweep();
    return services;
  }
}

/** Visitors last. */
function inOrder(left: EngineContainer, right: EngineContainer): number {
  return (
    Number(left.oneOff) - Number(right.oneOff) || left.number - right.number || byName(left.id, right.id)
  );
}

function toState(container: EngineContainer, why: Drift | undefined): ContainerState {
  const { labels: _labels, namedImageId: _namedImageId, setup: _setup, ...state } = container;
  return why === undefined ? state : { ...state, drift: why };
}
