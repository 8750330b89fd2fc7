import { mkdir, rename } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { ChangedFiles } from "../../../src/host/watch/changedFiles.ts";
import { until } from "../support/devLoop.ts";
import { folder, remove, write } from "../support/workspace.ts";

const LAST = "sources/last.rs";

describe("the files of the workspace", () => {
  const told: string[] = [];
  const heard = new vscode.EventEmitter<void>();
  const watcher = new ChangedFiles((paths) => {
    told.push(...paths.map((file) => path.relative(folder(), file)));
    heard.fire();
  });
  const untilTold = (fits: (files: readonly string[]) => boolean) =>
    until(heard.event, async () => told, fits);
  /** What is written after it comes after it: one that is told now was not told before. */
  const untilLast = async () => {
    await write(LAST, "");
    await untilTold((files) => files.includes(LAST));
  };

  before(async () => {
    await mkdir(path.join(folder(), "sources"));
    // A watcher brings nothing until it has begun: the first file is written until it is told.
    const beginning = setInterval(() => void write("sources/main.rs", String(performance.now())), 500);
    try {
      await untilTold((files) => files.includes("sources/main.rs"));
    } finally {
      clearInterval(beginning);
    }
  });

  beforeEach(() => {
    told.length = 0;
  });

  after(async () => {
    watcher.dispose();
    heard.dispose();
    await remove("sources");
  });

  it("are told when they come, change and go", async () => {
    await write("sources/a.rs", "1");
    await untilTold((files) => files.includes("sources/a.rs"));
    told.length = 0;
    await write("sources/a.rs", "2");
    await untilTold((files) => files.includes("sources/a.rs"));
    told.length = 0;
    await rename(path.join(folder(), "sources/a.rs"), path.join(folder(), "sources/b.rs"));
    await untilTold((files) => files.includes("sources/a.rs") && files.includes("sources/b.rs"));
  });

  it("are told by their folder where that goes with all that is in it", async () => {
    await write("sources/deep/a.rs", "");
    await untilTold((files) => files.includes("sources/deep"));
    told.length = 0;
    await remove("sources/deep");
    await untilTold((files) => files.includes("sources/deep"));
  });

  it("are not told where a build tool writes them", async () => {
    await write("sources/target/debug/app", "");
    await write("sources/node_modules/x/index.js", "");
    await untilLast();
    const dropped = told.filter((file) => /target|node_modules/.test(file));
    if (dropped.length > 0) throw new Error(`told all the same: ${dropped.join()}`);
  });
});
