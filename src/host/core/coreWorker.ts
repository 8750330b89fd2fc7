import { Worker } from "node:worker_threads";
import { SHUTDOWN } from "../../shared/protocol.ts";
import type { Port } from "../../shared/rpcMessages.ts";

/** The core, running somewhere: a worker thread, or a stand-in in tests. */
export interface CoreWorker {
  readonly port: Port;
  /** Resolves once it has ended, with what ended it where that was an error; never rejects. */
  readonly ended: Promise<Error | undefined>;
  /** Asks it to end its children and itself. */
  shutDown(): void;
  terminate(): void;
}

/** Starts the bundled core in a thread of its own: a flood of events or log lines can't make typing lag. */
export function startCoreWorker(script: URL): CoreWorker {
  const worker = new Worker(script, { name: "devloop-core" });
  const ended = new Promise<Error | undefined>((resolve) => {
    let failure: Error | undefined;
    worker.on("error", (error) => {
      failure = error instanceof Error ? error : new Error(String(error));
    });
    worker.on("messageerror", (error) => {
      failure = error;
      void worker.terminate();
    });
    worker.on("exit", (code) =>
      resolve(failure ?? (code === 0 ? undefined : new Error(`exit code ${code}`))),
    );
  });
  return {
    port: {
      post: (message) => worker.postMessage(message),
      listen: (onMessage) => worker.on("message", onMessage),
    },
    ended,
    shutDown: () => worker.postMessage(SHUTDOWN),
    terminate: () => void worker.terminate(),
  };
}
