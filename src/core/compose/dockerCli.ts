import { Emitter, type Event } from "../../shared/event.ts";
import type { CliState } from "../../shared/model.ts";

const MISSING = {
  kind: "missing",
  reason: "The docker command was not found on PATH.",
  advice: "Install Docker's command line with its Compose plugin, then refresh.",
} as const;

/** The `docker` command of this machine. Reading the engine works without it; acting does not. */
export class DockerCli {
  readonly #find: () => Promise<string | undefined>;
  readonly #onDidChange = new Emitter<CliState>();
  readonly onDidChange: Event<CliState> = this.#onDidChange.event;
  #state: CliState = { kind: "unknown" };

  /** @param find looks for the program on PATH: a few `stat` calls */
  constructor(find: () => Promise<string | undefined>) {
    this.#find = find;
  }

  get state(): CliState {
    return this.#state;
  }

  /** The program's absolute path. Looks again where it was missing; throws with words for the user. */
  async require(): Promise<string> {
    const state = await this.look();
    if (state.kind !== "found") throw new Error(`${MISSING.reason} ${MISSING.advice}`);
    return state.program;
  }

  /** Once found it stays: a program that goes away later is an error of the command that needs it. */
  async look(): Promise<CliState> {
    if (this.#state.kind === "found") return this.#state;
    const program = await this.#find();
    const changed = program !== undefined || this.#state.kind === "unknown";
    this.#state = program === undefined ? MISSING : { kind: "found", program };
    if (changed) this.#onDidChange.fire(this.#state);
    return this.#state;
  }
}
