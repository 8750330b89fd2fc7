import type { ReportLine, ReportRequest } from "../../../../../src/core/engine/recording/format.ts";

type Known = Readonly<Record<string, unknown>>;

/** What a report has told of the engine so far: the answers to what nobody asked while it was recorded. */
export class ReportWorld {
  readonly #requests = new Map<number, ReportRequest>();
  readonly #listed = new Map<string, Known>();
  readonly #inspected = new Map<string, unknown>();
  readonly #images = new Map<string, unknown>();

  learn(line: ReportLine): void {
    if (line.kind === "asked") this.#requests.set(line.n, line.request);
    else if (line.kind === "answered") this.#learn(this.#requests.get(line.n), line.value);
    else if (line.kind === "event") this.#forgetDestroyed(line.event);
  }

  /** Throws, as an engine that knows no such thing. */
  answer(request: ReportRequest): unknown {
    switch (request.kind) {
      case "list":
        return [...this.#listed.values()].filter(
          ({ Id }) => request.ids === undefined || request.ids.includes(String(Id)),
        );
      case "inspect":
        return this.#inspection(request.id);
      case "image":
        return found(this.#images, request.name);
      default:
        return {};
    }
  }

  /** One that is older than what was listed would replace what is true by what was. */
  #inspection(id: string): unknown {
    const inspected = found(this.#inspected, id);
    const state =
      isKnown(inspected) && isKnown(inspected["State"]) ? inspected["State"]["Status"] : undefined;
    if (state === this.#listed.get(id)?.["State"]) return inspected;
    throw Object.assign(new Error(`The report has no newer inspection of ${id}.`), { statusCode: 500 });
  }

  #learn(request: ReportRequest | undefined, value: unknown): void {
    if (request?.kind === "inspect") this.#inspected.set(request.id, value);
    if (request?.kind === "image") this.#images.set(request.name, value);
    if (request?.kind !== "list" || !Array.isArray(value)) return;
    if (request.ids === undefined) this.#listed.clear();
    for (const id of request.ids ?? []) this.#listed.delete(id);
    for (const entry of value) if (isKnown(entry)) this.#listed.set(String(entry["Id"]), entry);
  }

  #forgetDestroyed(event: unknown): void {
    if (!isKnown(event) || event["Action"] !== "destroy" || !isKnown(event["Actor"])) return;
    const id = String(event["Actor"]["ID"]);
    this.#listed.delete(id);
    this.#inspected.delete(id);
  }
}

function isKnown(value: unknown): value is Known {
  return typeof value === "object" && value !== null;
}

function found(answers: ReadonlyMap<string, unknown>, key: string): unknown {
  if (answers.has(key)) return answers.get(key);
  throw Object.assign(new Error(`The report does not tell of ${key}.`), { statusCode: 404 });
}
