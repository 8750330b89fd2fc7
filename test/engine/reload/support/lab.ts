import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import type { ServiceState } from "../../../../src/shared/model.ts";
import { ensureTestTools, type TestTools } from "../../../../tools/engine/test-tools.ts";
import { createProgress } from "../../../../tools/support/progress.ts";
import { type ComposeProject, composeProject } from "../../support/composeProject.ts";
import { type StackApp, stackApp } from "../../support/stackApp.ts";
import { watchAsHost } from "./hostWatcher.ts";
import { comparable, exitCodeOf, type Truth, toldOf } from "./truth.ts";
import { seenAfresh, seenByCommand, serviceOf, waitedFor } from "./views.ts";

/** The slowest is a change that nobody sees, which is said after five seconds. */
const LIMIT_MS = 45_000;

/** A compose service, as Compose takes it. */
export type Service = Readonly<Record<string, unknown>>;

export interface LabOptions {
  readonly services: (tools: TestTools, project: ComposeProject) => Readonly<Record<string, Service>>;
  /** Absent: those of the engine that the environment names. */
  readonly tools?: TestTools;
  /** Below the project's folder: what there is before the services start. */
  readonly files: Readonly<Record<string, string>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
  /** Before the services start; what it gives is done before the project's folder goes. */
  readonly prepare?: (project: ComposeProject) => Promise<(() => Promise<void>) | undefined>;
}

/** Services that reload, in real containers, and a window that watches them all along. */
export interface Lab {
  readonly project: ComposeProject;
  readonly window: StackApp;
  /**
   * Writes a file below the project's folder in its place, as VS Code saves: whoever looks at the wrong moment reads
   * half of it. The editor's watcher tells.
   */
  write(file: string, text: string): Promise<void>;
  /** Puts a whole file in its place, as editors do that rename. */
  replace(file: string, text: string): Promise<void>;
  /** Tells the window of a change that the editor's watcher can't see here. */
  tell(...files: string[]): Promise<void>;
  /** Resolves when the window, one opened now, and the command line say exactly that of the service. */
  is(service: string, truth: Truth): Promise<void>;
  /** Resolves when the window says that it can't know, since the engine does not answer. */
  isUnknown(): Promise<void>;
  /** Resolves when the service answers on its port with that; `undefined`: when nothing answers. */
  answers(service: string, text: string | undefined, where?: string): Promise<void>;
  /** What the service answers there, or its status where that is no success; `undefined`: nothing answers. */
  fetch(service: string, where: string): Promise<string | undefined>;
  /** Runs a program in the service's container. */
  exec(service: string, ...args: string[]): Promise<string>;
  /** Runs Compose; what the window says of that on its way is not looked at. */
  compose(...args: string[]): Promise<void>;
  close(): Promise<void>;
}

export async function openLab(options: LabOptions): Promise<Lab> {
  const before = process.env["XDG_STATE_HOME"];
  const stateHome = await mkdtemp(path.join(tmpdir(), "devloop-state-"));
  // The window, the next window and the command line share it.
  process.env["XDG_STATE_HOME"] = stateHome;
  const project = await composeProject();
  const ends: (() => Promise<void>)[] = [
    async () => {
      if (before === undefined) delete process.env["XDG_STATE_HOME"];
      else process.env["XDG_STATE_HOME"] = before;
      await rm(stateHome, { recursive: true, force: true });
    },
    () => project.dispose(),
  ];
  const close = async () => {
    const failures: unknown[] = [];
    for (const end of ends.splice(0).reverse()) {
      await end().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    const progress = createProgress("reload");
    const { env } = process;
    const tools = options.tools ?? (await ensureTestTools({ engine: { env: {} }, progress, env }));
    for (const [file, text] of Object.entries(options.files)) await project.write(file, text);
    const { volumes = {} } = options;
    const services = options.services(tools, project);
    await project.write("compose.yaml", JSON.stringify({ name: project.name, services, volumes }, null, 2));
    const undo = await options.prepare?.(project);
    if (undo) ends.push(undo);
    await project.run("compose", "up", "--detach", "--build");
    const window = await stackApp(project.name, project.folder);
    ends.push(() => window.dispose());
    const watcher = await watchAsHost(project.folder, (paths) => void window.app.filesChanged(paths));
    ends.push(() => watcher.close());
    return labOf(project, window, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function labOf(project: ComposeProject, window: StackApp, close: () => Promise<void>): Lab {
  const container = (service: string) => `${project.name}-${service}-1`;
  const history = new Map<string, ServiceState[]>();
  const subscription = window.app.onDidChange(({ next }) => {
    for (const { id, services } of next.stacks) {
      if (id !== project.name) continue;
      for (const service of services) {
        const states = history.get(service.name) ?? [];
        if (states.at(-1) !== service) history.set(service.name, [...states, service]);
      }
    }
  });

  async function address(service: string): Promise<string> {
    return (await project.run("port", container(service), "8080/tcp")).split("\n")[0] ?? "";
  }

  async function answer(service: string, where: string): Promise<string | undefined> {
    try {
      const response = await fetch(`http://${await address(service)}${where}`, {
        signal: AbortSignal.timeout(5_000),
      });
      const text = await response.text();
      return response.ok ? text : `${response.status}`;
    } catch {
      return undefined;
    }
  }

  return {
    project,
    window,
    write: (file, text) => project.write(file, text),
    async replace(file, text) {
      await project.write("next", text);
      await rename(path.join(project.folder, "next"), path.join(project.folder, file));
    },
    tell: (...files) => window.app.filesChanged(files.map((file) => path.join(project.folder, file))),

    async is(name, truth) {
      const told = (service: ServiceState) => comparable(toldOf(service, project.folder), truth);
      const last = await windowSays(window, name, (service) => isDeepStrictEqual(told(service), truth));
      const passed = (history.get(name) ?? []).map(told);
      history.delete(name);
      if (last !== undefined) {
        const state = `${JSON.stringify(last)}\nLog:\n${await project.run("logs", "--tail", "40", container(name)).catch(String)}`;
        expect(told(last), `what the window says of ${name} in the end: ${state}`).toEqual(truth);
      }
      // What was not seen, or is not current, may be taken back: all the same it must not be said where it is not so.
      expect(wronged(passed, truth), `what the window said of ${name} on its way`).toEqual([]);
      const [afresh, typed, waited] = await Promise.all([
        seenAfresh(project, name),
        seenByCommand(project, name),
        // What is under way would be waited for.
        truth.verdict === "pending" ? undefined : waitedFor(project, name),
      ]);
      expect(told(afresh), `what a window says that is opened now: ${JSON.stringify(afresh)}`).toEqual(truth);
      expect(told(typed), `what devloop status says: ${JSON.stringify(typed)}`).toEqual(truth);
      if (waited) expect(waited.exitCode, `devloop wait: ${waited.text}`).toBe(exitCodeOf(truth));
    },

    async isUnknown() {
      const { services } = await window.until(({ known }) => !known);
      for (const service of services) expect(toldOf(service, project.folder)).toEqual({ verdict: "unknown" });
      history.clear();
    },

    async answers(service, text, where = "/") {
      await expect.poll(() => answer(service, where), { timeout: LIMIT_MS, interval: 50 }).toBe(text);
    },

    fetch: answer,
    async compose(...args) {
      await project.run("compose", ...args);
      history.clear();
    },
    exec: (service, ...args) => project.run("exec", container(service), ...args),

    async close() {
      subscription.dispose();
      await close();
    },
  };
}

/** Resolves with nothing when the condition holds; with the last state where it does not in time. */
function windowSays(
  window: StackApp,
  name: string,
  condition: (service: ServiceState) => boolean,
): Promise<ServiceState | undefined> {
  return new Promise((resolve) => {
    const check = () => {
      if (!condition(serviceOf(window.stack, name))) return;
      settle();
      resolve(undefined);
    };
    const settle = () => {
      clearTimeout(timer);
      subscription.dispose();
    };
    const timer = setTimeout(() => {
      settle();
      resolve(serviceOf(window.stack, name));
    }, LIMIT_MS);
    const subscription = window.app.onDidChange(check);
    check();
  });
}

const CALM = new Set(["current", "pending", "unknown"]);

/** The states on the way that say of a change what is not so. The first ones are of what was before. */
function wronged(passed: readonly Partial<Truth>[], truth: Truth): readonly Partial<Truth>[] {
  const from = passed.findIndex(({ verdict = "unknown" }) => CALM.has(verdict));
  const later = from < 0 ? [] : passed.slice(from);
  const missed = (seen: Truth["seen"]) => seen !== undefined && !["yes", "pending", "unknown"].includes(seen);
  return later.filter(
    ({ seen, verdict = "unknown", change }) =>
      (missed(seen) && change === truth.change && seen !== truth.seen) ||
      (!CALM.has(verdict) && CALM.has(truth.verdict)),
  );
}
