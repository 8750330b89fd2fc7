import { Agent, type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import * as z from "zod/mini";
import { BareLog } from "./bareLog.ts";

/** The engine's API as bare as Node has it: nothing of Dev Loop is in between. */
export class EngineApi {
  readonly #socketPath: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  /** `POST /containers/ID/ACTION`; resolves when the engine has done it. */
  async act(id: string, action: string): Promise<void> {
    const answer = await this.#ask("POST", `/containers/${id}/${action}`);
    const text = await textOf(answer);
    // 304: it is in that state already.
    if ((answer.statusCode ?? 0) >= 305) throw new Error(`${action} of ${id.slice(0, 12)}: ${text}`);
  }

  /** `POST /containers/create`; resolves with the container's id. */
  async create(container: object): Promise<string> {
    const answer = await this.#ask("POST", "/containers/create", JSON.stringify(container));
    const text = await textOf(answer);
    if (answer.statusCode !== 201) throw new Error(`A container could not be made: ${text}`);
    return z.parse(Created, JSON.parse(text)).Id;
  }

  async remove(id: string): Promise<void> {
    await textOf(await this.#ask("DELETE", `/containers/${id}?force=1`));
  }

  /** `GET /containers/json?all=1`, parsed. */
  async list(): Promise<unknown> {
    return JSON.parse(await textOf(await this.#ask("GET", "/containers/json?all=1")));
  }

  /** Follows the events of the project's containers from now on. */
  async events(project: string): Promise<EventLog> {
    const filters = { type: ["container"], label: [`com.docker.compose.project=${project}`] };
    const answer = await this.#ask("GET", `/events?filters=${encodeURIComponent(JSON.stringify(filters))}`);
    return new EventLog(answer);
  }

  /** Follows a container's log from now on. */
  async log(id: string): Promise<BareLog> {
    const query = "follow=1&stdout=1&stderr=1&timestamps=1&tail=0";
    return new BareLog(await this.#ask("GET", `/containers/${id}/logs?${query}`));
  }

  dispose(): void {
    this.#agent.destroy();
  }

  #ask(method: string, path: string, body?: string): Promise<IncomingMessage> {
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    return new Promise((resolve, reject) => {
      request({ socketPath: this.#socketPath, agent: this.#agent, method, path, headers }, resolve)
        .once("error", reject)
        .end(body);
    });
  }
}

const Created = z.object({ Id: z.string() });

/** Times in ms since the epoch, both by this machine's clock. */
export interface EngineEvent {
  readonly id: string;
  readonly action: string;
  readonly at: number;
  readonly receivedAt: number;
}

const RawEvent = z.object({
  Action: z.string(),
  timeNano: z.number(),
  Actor: z.object({ ID: z.string() }),
});

/** All events of a stream so far. */
export class EventLog {
  readonly #answer: IncomingMessage;
  readonly #events: EngineEvent[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(answer: IncomingMessage) {
    this.#answer = answer;
    // Ending it breaks it off.
    answer.on("error", () => {});
    createInterface({ input: answer })
      .on("line", (line) => this.#add(line))
      .on("error", () => {});
  }

  /** The first such event not before `since`; waits for it where it has not come yet. */
  first(id: string, action: string, since: number): Promise<EngineEvent> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.#events.find(
          (each) => each.id === id && each.action === action && each.at >= since,
        );
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  dispose(): void {
    this.#answer.destroy();
  }

  #add(line: string): void {
    const event = z.parse(RawEvent, JSON.parse(line));
    const at = event.timeNano / 1e6;
    this.#events.push({ id: event.Actor.ID, action: event.Action, at, receivedAt: Date.now() });
    for (const look of [...this.#waiting]) look();
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = "";
  answer.setEncoding("utf8");
  for await (const chunk of answer) text += chunk;
  return text;
}
