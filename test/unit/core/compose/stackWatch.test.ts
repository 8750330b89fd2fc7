import { expect, it } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import { ProcessRunner, type RunOptions, type RunResult } from "../../../../src/core/base/process.ts";
import { ComposeWatches } from "../../../../src/core/compose/composeWatches.ts";
import { DockerCli } from "../../../../src/core/compose/dockerCli.ts";
import { watchStack } from "../../../../src/core/compose/stackWatch.ts";
import { selectStacks } from "../../../../src/core/stack/select.ts";
import { EMPTY_STORE } from "../../../../src/core/stack/store.ts";
import type { EngineState } from "../../../../src/shared/model.ts";
import { container } from "../stack/containers.ts";
import { FOLDER, model, service, set } from "../stack/sets.ts";

class Runner extends ProcessRunner {
  asked: RunOptions | undefined;
  readonly begun = Promise.withResolvers<void>();
  readonly ending = Promise.withResolvers<RunResult>();

  constructor() {
    super({ trusted: () => true, env: {}, logger: SILENT });
  }

  override run(options: RunOptions): Promise<RunResult> {
    this.asked = options;
    this.begun.resolve();
    return this.ending.promise;
  }
}

it("says for as long as it lasts that what is built is built for a watch, by the builder that was set", async () => {
  const runner = new Runner();
  const intents: unknown[] = [];
  const services = [service("backend", { watchable: true }), service("ui")];
  const store = {
    ...EMPTY_STORE,
    folders: [FOLDER],
    sets: [set("docker-compose.dev.yml", { model: model(...services) })],
    containers: new Map([[container().id, container()]]),
  };
  const endpoint = { host: "unix:///run/docker.sock", source: "default socket" as const };
  const watching = watchStack(
    {
      stack: (id) => selectStacks(store).find((each) => each.id === id),
      store: () => store,
      engine: (): EngineState => ({ kind: "connecting", endpoint }),
      checkAlive: async () => {},
      cli: new DockerCli(async () => "/usr/bin/docker"),
      runner,
      logger: SILENT,
      watches: new ComposeWatches(),
      buildSettings: () => ({ stamps: [], builder: "far" }),
      builds: async () => ({
        intend: async (intent) => {
          intents.push(intent);
          return { end: async () => void intents.push("end") };
        },
        hasHistory: async () => false,
        begin: () => ({ push: () => {}, end: async () => {} }),
      }),
    },
    "shop",
    new AbortController().signal,
    async () => {},
  );
  await runner.begun.promise;
  expect(runner.asked?.env).toMatchObject({ BUILDX_BUILDER: "far" });
  expect(intents).toEqual([{ stack: "shop", services: ["backend", "ui"], trigger: "watch", mode: "dev" }]);
  runner.ending.resolve({ cancelled: true, stdout: "", stderr: "", dropped: 0 });
  expect(await watching).toEqual({ kind: "cancelled" });
  expect(intents.at(-1)).toBe("end");
});
