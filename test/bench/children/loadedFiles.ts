import { appendFileSync } from "node:fs";
import { registerHooks } from "node:module";

// Loaded into a program before it begins, and into each of its threads: notes every module below a folder as it is
// loaded.
const file = process.env["DEVLOOP_BENCH_LOADED"];
const prefix = process.env["DEVLOOP_BENCH_LOADED_FROM"];

if (file !== undefined && prefix !== undefined) {
  registerHooks({
    load(url, context, nextLoad) {
      if (url.startsWith(prefix)) {
        appendFileSync(file, `${JSON.stringify({ url, at: Date.now(), pid: process.pid })}\n`);
      }
      return nextLoad(url, context);
    },
  });
}
