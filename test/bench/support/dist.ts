import path from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../../tools/build.ts";

/** The built extension's folder. */
export const DIST = path.join(ROOT, "dist");

/** The built core. */
export const WORKER = pathToFileURL(path.join(DIST, "worker.js"));

/** Where the bench puts what it bundles. */
export const BENCH_OUT = path.join(ROOT, "out", "bench");
