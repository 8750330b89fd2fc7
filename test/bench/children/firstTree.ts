import { pathToFileURL } from "node:url";
import { createCore, hasTree, isComplete, watchedCore, whenShown } from "../support/core.ts";
import { tell } from "../support/tell.ts";

/** Starts the core as the host does, tells how far it is, and ends it when its own input ends. */
const [worker = "", folder = "", services = "0"] = process.argv.slice(2);
const count = Number(services);
const begun = performance.now();
const core = createCore(pathToFileURL(worker), folder);
const watched = watchedCore(core);
const limitMs = 60_000;
const stages = [
  whenShown(watched, (app) => hasTree(app, count), limitMs).then(() => tell("tree", begun)),
  whenShown(watched, (app) => app.settled && hasTree(app, count), limitMs).then(() => tell("settled", begun)),
  whenShown(watched, (app) => isComplete(app, count), limitMs).then(() => tell("complete", begun)),
];
core.start();
// What has not come by then is not waited for.
process.stdin.resume().once("end", () => void core.stop().then(() => process.exit(0)));
await Promise.all(stages);
