import { assemble } from "../../src/core/appState.ts";
import { createEngineClient, type EngineClient } from "../../src/core/engine/client.ts";
import type { EngineContainer } from "../../src/core/engine/container.ts";
import { decodeList } from "../../src/core/engine/decode.ts";
import { Stacks } from "../../src/core/stack/stacks.ts";
import { NO_BUILDS } from "../../src/shared/builds.ts";
import { type AppState, EMPTY_STATE } from "../../src/shared/model.ts";
import { diff } from "../../src/shared/patch.ts";
import { type Row, rounded, row } from "./row.ts";
import { median } from "./statistics.ts";
import { EngineApi } from "./support/engineApi.ts";
import { MANY, makeMany, PROJECTS } from "./support/manyContainers.ts";
import type { Measurement } from "./support/measurement.ts";

const ROUNDS = 31;
const EVENTS = 1_000;
const WARM_UP = 100;
const GOAL_TIMES = 2;
const GOAL_PROJECTS_MS = 2;
const GOAL_LOOSE_MS = 5;

/** What the containers' number costs: of the whole list, and of a single event among them. */
export const list: Measurement = {
  name: "list",
  async run({ engine, progress, atEnd }) {
    const opened = await engine();
    const many = await progress.during(`${MANY} containers`, () => makeMany(opened));
    atEnd(many.end);
    const endpoint = { source: "setting", host: `unix://${opened.socket}` } as const;
    const client = createEngineClient({ endpoint, env: {}, homeDir: "/nowhere" });
    const api = new EngineApi(opened.socket);
    try {
      const [times, containers] = await listRow(client, api);
      return [
        times,
        eventRow(`of ${PROJECTS} projects`, containers, GOAL_PROJECTS_MS),
        eventRow("of no project", containers.map(loosened), GOAL_LOOSE_MS),
      ];
    } finally {
      api.dispose();
      client.dispose();
      await progress.during("removing them", many.end);
    }
  },
};

async function listRow(client: EngineClient, api: EngineApi): Promise<[Row, readonly EngineContainer[]]> {
  const bare: number[] = [];
  const own: number[] = [];
  let containers: readonly EngineContainer[] = [];
  const askBare = async (): Promise<void> => {
    const begun = performance.now();
    await api.list();
    bare.push(performance.now() - begun);
  };
  const askOwn = async (): Promise<void> => {
    const begun = performance.now();
    containers = decodeList(await client.list())?.containers ?? [];
    new Shown(containers);
    own.push(performance.now() - begun);
  };
  for (let round = 0; round < ROUNDS; round++) {
    // Whoever comes second finds a warmer machine: they take turns.
    for (const ask of round % 2 === 0 ? [askBare, askOwn] : [askOwn, askBare]) await ask();
  }
  if (containers.length < MANY) throw new Error(`Only ${containers.length} containers were listed.`);
  const [ownMs, bareMs] = [median(own), median(bare)];
  const facts = row({
    name: `list and reduce of ${MANY} containers / bare request`,
    value: ownMs / bareMs,
    unit: "times",
    goal: GOAL_TIMES,
    peer: "bare GET /containers/json",
    detail: `${rounded(ownMs)} ms against ${rounded(bareMs)} ms, the same engine, medians of ${ROUNDS}`,
  });
  return [facts, containers];
}

/** The core's state from what the engine told, and the patches that its changes come to. */
class Shown {
  readonly #stacks = new Stacks();
  #state: AppState = EMPTY_STATE;

  constructor(containers: readonly EngineContainer[]) {
    this.#stacks.onDidChange(() => this.#assemble());
    this.#stacks.apply({ kind: "containers", change: { kind: "listed", containers } });
  }

  change(container: EngineContainer): void {
    this.#stacks.apply({ kind: "containers", change: { kind: "changed", container } });
  }

  #assemble(): void {
    const next = assemble(this.#state, {
      trust: "trusted",
      engine: { kind: "idle" },
      cli: { kind: "unknown" },
      scanned: true,
      listed: true,
      builds: NO_BUILDS,
      stacks: this.#stacks.selected,
    });
    diff(this.#state, next);
    this.#state = next;
  }
}

/** In processor time: what else the machine does would be most of what a clock sees of so little. */
function eventRow(what: string, containers: readonly EngineContainer[], goal: number): Row {
  const shown = new Shown(containers);
  const change = (event: number): void => {
    const container = containers[(event * 7) % containers.length];
    if (container === undefined) throw new Error("There are no containers.");
    shown.change({ ...container, startedAt: event + 1 });
  };
  for (let event = 0; event < WARM_UP; event++) change(event);
  const begun = process.cpuUsage();
  for (let event = WARM_UP; event < WARM_UP + EVENTS; event++) change(event);
  const { user, system } = process.cpuUsage(begun);
  return row({
    name: `an event among ${MANY} containers ${what}`,
    value: (user + system) / 1000 / EVENTS,
    unit: "ms of a processor",
    goal,
    detail: `reduce, select and diff, the mean of ${EVENTS}`,
  });
}

function loosened(container: EngineContainer): EngineContainer {
  const labels = {
    project: "",
    service: container.name,
    configFiles: [],
    workingDir: "",
    configHash: "",
    image: "",
  };
  return { ...container, labels };
}
