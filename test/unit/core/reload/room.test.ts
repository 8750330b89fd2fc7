import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { SILENT } from "../../../../src/core/base/logger.ts";
import type { EngineContainer } from "../../../../src/core/engine/container.ts";
import { LogHub } from "../../../../src/core/logs/logHub.ts";
import { ReloadRoom } from "../../../../src/core/reload/room.ts";
import { Stacks } from "../../../../src/core/stack/stacks.ts";
import { Emitter } from "../../../../src/shared/event.ts";
import { container } from "../stack/containers.ts";

const SETUP = {
  createdAt: 1,
  command: ["cargo-watch", "-x", "run"],
  workingDir: "/app",
  tty: false,
  logDriver: "json-file",
  mounts: [],
} as const;

test("a container that was inspected just now has not been looked at, whoever asks first", () => {
  const stacks = new Stacks();
  const settings = {};
  const logs = new LogHub({
    connected: () => undefined,
    container: () => undefined,
    onContainersChanged: new Emitter<void>().event,
    logger: SILENT,
  });
  const room = new ReloadRoom({
    logs,
    engine: () => undefined,
    isLocal: () => true,
    store: () => stacks.store,
    selected: () => stacks.selected,
    settings: () => settings,
    tell() {},
    tellLastWords() {},
    onDidLook() {},
    stateDir: tmpdir(),
    logger: SILENT,
  });
  const listed = container();
  stacks.apply({ kind: "folders", folders: ["/home/dev/shop"] });
  stacks.apply({ kind: "containers", change: { kind: "listed", containers: [listed] } });
  expect(stacks.selected).toMatchObject([{ origin: "workspace" }]);
  room.update();
  expect(room.looked).toBe(false);
  const inspected: EngineContainer = { ...listed, startedAt: 1, setup: SETUP };
  stacks.apply({ kind: "containers", change: { kind: "changed", container: inspected } });
  expect(room.looked).toBe(false);
  room.update();
  expect(room.looked).toBe(false);
  stacks.apply({ kind: "containers", change: { kind: "removed", id: listed.id } });
  room.update();
  expect(room.looked).toBe(true);
  room.dispose();
  logs.dispose();
  stacks.dispose();
});
