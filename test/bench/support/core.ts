import { CoreProcess } from "../../../src/host/core/coreProcess.ts";
import { startCoreWorker } from "../../../src/host/core/coreWorker.ts";
import type { Disposable } from "../../../src/shared/disposable.ts";
import type { AppState, ContainerState } from "../../../src/shared/model.ts";
import { environment } from "../../support/environment.ts";

/** Somewhere that the core's state shows. */
export interface Watched {
  app(): AppState;
  onDidChange(listener: () => void): Disposable;
}

/** The bundled core in a worker thread, started and mirrored by the very code that the extension's host does it with. */
export function createCore(script: URL, folder: string): CoreProcess {
  return new CoreProcess({
    startWorker: () => startCoreWorker(script),
    environment: () => environment([folder]),
    log: ({ level, text }) => {
      if (level === "error" || level === "warn") process.stderr.write(`core: ${text}\n`);
    },
    onGaveUp: () => process.stderr.write("core: given up\n"),
  });
}

export function watchedCore(core: CoreProcess): Watched {
  return { app: () => core.state.app, onDidChange: core.onDidChange };
}

/** The containers of all services of a state. */
export function containersOf(app: AppState): ContainerState[] {
  return app.stacks.flatMap((stack) => stack.services.flatMap((service) => service.containers));
}

/** Whether a stack with this many services is there, every one with its container. */
export function hasTree(app: AppState, services: number): boolean {
  return app.stacks.some(
    (stack) =>
      stack.known &&
      stack.services.length === services &&
      stack.services.every((service) => service.containers.length > 0),
  );
}

/** As {@link hasTree}, and each container was inspected: nothing is left to be asked. */
export function isComplete(app: AppState, services: number): boolean {
  return (
    app.settled &&
    hasTree(app, services) &&
    containersOf(app).every(({ startedAt }) => startedAt !== undefined)
  );
}

/** Resolves at the first state that satisfies the condition; rejects after `limitMs`. */
export function whenShown(
  watched: Watched,
  condition: (app: AppState) => boolean,
  limitMs: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      subscription.dispose();
    };
    const look = (): void => {
      if (!condition(watched.app())) return;
      settle();
      resolve();
    };
    const timer = setTimeout(() => {
      settle();
      reject(new Error(`The expected state did not show in ${limitMs / 1000} s.`));
    }, limitMs);
    const subscription = watched.onDidChange(look);
    look();
  });
}
