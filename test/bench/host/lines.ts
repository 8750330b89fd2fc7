import * as z from "zod/mini";
import { EngineApi } from "../support/engineApi.ts";
import { printedLines } from "../support/printedLines.ts";
import { activeDevLoop, watchedState } from "./devLoop.ts";
import { answer, readInput } from "./exchange.ts";

const Input = z.object({
  socket: z.string(),
  service: z.object({ name: z.string(), id: z.string() }),
  lines: z.number(),
});

/** Waits for lines of a service, and gives when Dev Loop had told its views of them: see {@link printedLines}. */
export function run(): Promise<void> {
  return answer(async () => {
    const { socket, service, lines } = z.parse(Input, readInput());
    const api = new EngineApi(socket);
    try {
      // Whoever asks for states is told after Dev Loop's own views.
      return await printedLines(watchedState(await activeDevLoop()), api, service, lines);
    } finally {
      api.dispose();
    }
  });
}
