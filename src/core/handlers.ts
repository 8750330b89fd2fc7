import { PROTOCOL_VERSION } from "../shared/protocol.ts";
import type { Handlers } from "../shared/rpcServer.ts";
import type { App } from "./app.ts";

/** The protocol's requests, served by the core. */
export function createHandlers(app: App): Handlers {
  return {
    initialize: async ({ version, ...environment }) => {
      if (version !== PROTOCOL_VERSION) {
        throw new Error("Dev Loop was updated while it ran. Reload the window to use the new version.");
      }
      return app.initialize(environment);
    },
    update: async (changes) => {
      await app.update(changes);
      return null;
    },
    filesChanged: async ({ paths }) => {
      await app.filesChanged(paths);
      return null;
    },
    refresh: async () => {
      await app.refresh();
      return null;
    },
    runAction: (request, { signal, emit }) => app.runAction(request, signal, emit),
    planUp: (request, { signal }) => app.planUp(request, signal),
    watch: ({ stackId }, { signal, emit }) => app.watch(stackId, signal, emit),
    followLog: async ({ stackId, service, tail }, { signal, emit }) => {
      await app.followLog(stackId, service, tail, signal, emit);
      return null;
    },
    inspect: ({ containerId }, { signal }) => app.inspect(containerId, signal),
    shell: ({ containerId }) => app.shell(containerId),
    runCommand: ({ stackId, service, args }) => app.runCommand(stackId, service, args),
    contexts: (_params, { signal }) => app.contexts(signal),
    checkAlive: async () => {
      await app.checkAlive();
      return null;
    },
    findService: ({ stackId, service }) => app.findService(stackId, service),
    builds: (options) => app.builds(options),
    followBuild: async ({ id }, { signal, emit }) => {
      await app.followBuild(id, signal, emit);
      return null;
    },
    builders: (_params, { signal }) => app.builders(signal),
    verifyBytes: (request, { signal }) => app.verifyBytes(request, signal),
    containerFile: ({ containerId, path }, { signal }) => app.containerFile(containerId, path, signal),
    startRecording: async () => {
      await app.startRecording();
      return null;
    },
    stopRecording: () => app.stopRecording(),
  };
}
