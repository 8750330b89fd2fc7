import { expect, test } from "vitest";
import { startCoreWorker } from "../../../../src/host/core/coreWorker.ts";

/** A real thread that runs this. */
const worker = (code: string) => startCoreWorker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
const PORT = 'import { parentPort as port } from "node:worker_threads";';

test("a worker that throws has ended with its error", async () => {
  await expect(worker('throw new Error("boom");').ended).resolves.toMatchObject({ message: "boom" });
});

test("a worker that exits by itself says with which code", async () => {
  await expect(worker("process.exit(3);").ended).resolves.toMatchObject({ message: "exit code 3" });
});

test("a script that is not there is an end, not an exception", async () => {
  await expect(startCoreWorker(new URL("file:///nonexistent/worker.js")).ended).resolves.toBeInstanceOf(
    Error,
  );
});

test("messages go both ways, and the order to end is obeyed", async () => {
  const echo = worker(
    `${PORT} port.on("message", (m) => m === "shutdown" ? port.close() : port.postMessage(m));`,
  );
  const heard = new Promise((resolve) => echo.port.listen(resolve));
  echo.port.post({ kind: "cancel", id: 7 });
  expect(await heard).toEqual({ kind: "cancel", id: 7 });
  echo.shutDown();
  expect(await echo.ended).toBeUndefined();
});

test("a worker that does not listen can be ended by force", async () => {
  const deaf = worker(`${PORT} port.on("message", () => {}); port.postMessage(0);`);
  await new Promise((resolve) => deaf.port.listen(resolve));
  deaf.shutDown();
  deaf.terminate();
  // Ended on purpose: that it was by force is no error of the worker's.
  await expect(deaf.ended).resolves.toMatchObject({ message: "exit code 1" });
});
