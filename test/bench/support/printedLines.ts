import type { Disposable } from "../../../src/shared/disposable.ts";
import { type Watched, whenShown } from "./core.ts";
import type { EngineApi } from "./engineApi.ts";
import { reloadOf } from "./reloadStack.ts";

/** A line that a service has printed; times in ms since the epoch, `printed` by the engine's own word. */
export interface PrintedLine {
  readonly printed: number;
  /** When a bare log stream in the same process had it. */
  readonly received: number;
  /** When what is watched showed it. */
  readonly shown: number;
}

const LIMIT_MS = 60_000;

/** Waits for the next `count` lines of a service that prints nothing but what its reload comes from. */
export async function printedLines(
  watched: Watched,
  api: EngineApi,
  service: { readonly name: string; readonly id: string },
  count: number,
): Promise<PrintedLine[]> {
  const evidenceAt = (): number => reloadOf(watched.app(), service.name)?.evidence?.at ?? 0;
  await whenShown(watched, () => evidenceAt() > 0, LIMIT_MS);
  const shown = new ShownLines(watched, evidenceAt);
  const log = await api.log(service.id);
  try {
    await log.count(count);
    const lines = log.lines.slice(0, count);
    const last = lines.at(-1)?.at ?? 0;
    await whenShown(watched, () => evidenceAt() >= last, LIMIT_MS);
    return lines.map(({ at, receivedAt }) => ({ printed: at, received: receivedAt, shown: shown.since(at) }));
  } finally {
    log.dispose();
    shown.dispose();
  }
}

/** When the state first told of a line, by the time of the line that it says it comes from. */
class ShownLines implements Disposable {
  readonly #lines: { readonly at: number; readonly shown: number }[] = [];
  readonly #subscription: Disposable;

  constructor(watched: Watched, evidenceAt: () => number) {
    this.#subscription = watched.onDidChange(() => {
      const at = evidenceAt();
      if (at > (this.#lines.at(-1)?.at ?? 0)) this.#lines.push({ at, shown: Date.now() });
    });
  }

  /** Of that line, or of a later one. */
  since(at: number): number {
    const found = this.#lines.find((line) => line.at >= at);
    if (found === undefined) throw new Error("A line did not show.");
    return found.shown;
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
