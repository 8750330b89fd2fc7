import type { Disposable } from "../../shared/disposable.ts";
import type { LoopStats, LoopTime, ReloadState } from "../../shared/model.ts";
import { share } from "../../shared/patch.ts";
import type { ServiceSettings } from "../../shared/protocol.ts";
import type { ComposeService } from "../compose/model.ts";
import type { EngineContainer } from "../engine/container.ts";
import { evaluate } from "./evaluate.ts";
import type { SourceFacts } from "./files/facts.ts";
import { loopOf } from "./loopTime.ts";
import type { ProbeResult, ReloadPorts } from "./ports.ts";
import type { Tool, ToolSetup } from "./reader.ts";
import { RunReading } from "./runReading.ts";

/** Node's timers take no longer ones. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** Asked later than this after the program's start, a probe's first answer says nothing of how long that took. */
const PROMPT_MS = 5_000;

export interface ContainerInput {
  /** With its `setup` and the time of its start. */
  readonly container: EngineContainer;
  readonly service: ComposeService | undefined;
  readonly settings: ServiceSettings | undefined;
  readonly watchOn: boolean;
}

export interface ChosenTool {
  readonly tool: Tool;
  readonly setup: ToolSetup;
}

/** Derives the reload state of one container's run; made anew for the next run. */
export class ContainerReload implements Disposable {
  readonly #ports: ReloadPorts;
  readonly #chosen: ChosenTool;
  /** `project/service`: of its loop times. */
  readonly #key: string;
  readonly #onChange: () => void;
  readonly #reading: RunReading;
  readonly #abort = new AbortController();
  #input: ContainerInput;
  #facts: SourceFacts | undefined;
  #loop: LoopStats | undefined;
  #state: ReloadState | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #probe: { readonly at: number; readonly askedAt: number; readonly result?: ProbeResult } | undefined;
  /** Asked for the change of that time; `runs` is absent where the engine could not tell. */
  #watcher: { readonly at: number; readonly runs?: boolean } | undefined;
  #asking: Promise<void> | undefined;
  #recorded = 0;
  #recording: Promise<void> | undefined;

  constructor(
    ports: ReloadPorts,
    key: string,
    chosen: ChosenTool,
    input: ContainerInput,
    onChange: () => void,
  ) {
    this.#ports = ports;
    this.#key = key;
    this.#chosen = chosen;
    this.#input = input;
    this.#onChange = onChange;
    const { id, startedAt = 0, finishedAt } = input.container;
    this.#reading = new RunReading({
      logs: ports.logs,
      containerId: id,
      startedAt,
      finishedAt,
      ...chosen,
      onChange: () => this.#evaluate(),
    });
    this.#reading.start();
    void this.look();
  }

  /** `undefined` until the log and the files have been looked at once. */
  get state(): ReloadState | undefined {
    return this.#state;
  }

  /** The state has all that belongs to it: also the loop that it closes. */
  get looked(): boolean {
    return this.#state !== undefined && this.#recording === undefined;
  }

  update(input: ContainerInput): void {
    const before = this.#input;
    this.#input = input;
    if (before.service !== input.service || before.watchOn !== input.watchOn) void this.look();
    else if (before.container !== input.container) this.#evaluate();
  }

  /** Asks what the files say now; resolves when the state is derived from that. Never rejects. */
  look(): Promise<void> {
    if (this.#looking !== undefined) this.#lookAgain = true;
    this.#looking ??= this.#lookUntilQuiet();
    return this.#looking;
  }

  dispose(): void {
    this.#abort.abort();
    clearTimeout(this.#timer);
    this.#reading.dispose();
  }

  async #lookUntilQuiet(): Promise<void> {
    do {
      this.#lookAgain = false;
      await this.#lookOnce();
    } while (this.#lookAgain && !this.#abort.signal.aborted);
    this.#looking = undefined;
    this.#evaluate();
    await this.#asking;
    await this.#recording;
  }

  async #lookOnce(): Promise<void> {
    const { sources, loops, imageBuiltAt } = this.#ports;
    const { container, service, watchOn } = this.#input;
    try {
      // Where a newer image has its name, a new container is needed, and a new image only for what came after that.
      const builtAt = await imageBuiltAt(container.namedImageId ?? container.imageId);
      if (this.#abort.signal.aborted) return;
      const tool = this.#chosen.setup;
      const query = {
        container,
        tool,
        service,
        watchOn,
        ...(builtAt === undefined ? {} : { imageBuiltAt: builtAt }),
      };
      this.#facts = await sources.look(query, this.#abort.signal);
      this.#loop ??= await loops.stats(this.#key);
    } catch (error) {
      if (!this.#abort.signal.aborted) throw error;
    }
  }

  #evaluate(): void {
    if (this.#abort.signal.aborted || this.#facts === undefined || this.#reading.log.kind === "reading")
      return;
    clearTimeout(this.#timer);
    const now = this.#ports.now();
    const { machine, log } = this.#reading;
    const { state, until } = evaluate(
      {
        tool: this.#chosen.setup,
        container: this.#input.container,
        machine,
        log,
        facts: this.#facts,
        loop: this.#loop,
        probe: this.#probeOf(),
        ...(this.#watcher?.runs === undefined || this.#watcher.at !== this.#facts.change?.at
          ? {}
          : { watcherRuns: this.#watcher.runs }),
      },
      now,
    );
    if (this.#asksForWatcher(state)) return;
    if (until !== undefined) {
      this.#timer = setTimeout(() => this.#evaluate(), Math.min(until - now, LONGEST_TIMER_MS));
    }
    this.#probeWhere(state);
    this.#record(state);
    const next = this.#state === undefined ? state : share(this.#state, state);
    if (next === this.#state) return;
    this.#state = next;
    this.#onChange();
  }

  /** Before it is said why a change was not seen; once for each change. */
  #asksForWatcher({ seen, change }: ReloadState): boolean {
    if (seen?.kind !== "no" || change === undefined) return false;
    if (this.#watcher?.at === change.at) return this.#asking !== undefined;
    const asked = { at: change.at };
    this.#watcher = asked;
    const { container } = this.#input;
    const { tool } = this.#chosen.setup;
    this.#asking = this.#ports.processes(container.id).then((processes) => {
      if (this.#watcher !== asked) return;
      this.#asking = undefined;
      if (processes !== undefined)
        this.#watcher = { ...asked, runs: processes.some((each) => each.includes(tool)) };
      this.#evaluate();
    });
    return true;
  }

  /** Since when the program runs that a probe would reach. */
  #servesSince(): number | undefined {
    const { epoch } = this.#reading.machine;
    if (epoch === undefined) return this.#input.container.startedAt;
    return epoch.step.kind === "launched" ? epoch.step.at : undefined;
  }

  #probeOf(): { readonly set: boolean; readonly result?: ProbeResult } {
    if (this.#input.settings?.probe === undefined) return { set: false };
    const result = this.#probe?.at === this.#servesSince() ? this.#probe?.result : undefined;
    return { set: true, ...(result === undefined ? {} : { result }) };
  }

  #probeWhere({ phase }: ReloadState): void {
    const address = this.#input.settings?.probe;
    const at = this.#servesSince();
    if (address === undefined || at === undefined || phase.kind !== "running" || this.#probe?.at === at)
      return;
    const probing = { at, askedAt: this.#ports.now() };
    this.#probe = probing;
    this.#ports.probe(address, this.#abort.signal).then(
      (result) => {
        if (this.#probe !== probing) return;
        this.#probe = { ...probing, result };
        this.#evaluate();
      },
      // It was aborted: nobody wants to know any more.
      () => {},
    );
  }

  #record(state: ReloadState): void {
    const { at = 0, askedAt = 0, result } = this.#probe ?? {};
    if (askedAt - at > PROMPT_MS) return;
    const probed = result?.kind === "answered" ? result.at : undefined;
    const loop = loopOf(state, this.#reading.machine, probed);
    if (loop === undefined || loop.at <= this.#recorded) return;
    this.#recorded = loop.at;
    this.#recording = this.#recordLoop(loop).finally(() => {
      this.#recording = undefined;
      if (!this.#abort.signal.aborted) this.#onChange();
    });
  }

  async #recordLoop(loop: LoopTime): Promise<void> {
    await this.#ports.loops.record(this.#key, loop);
    const stats = await this.#ports.loops.stats(this.#key);
    if (this.#abort.signal.aborted) return;
    this.#loop = stats;
    this.#evaluate();
  }
}
