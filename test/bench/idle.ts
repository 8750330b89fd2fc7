import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { type Row, row } from "./row.ts";
import { type BenchStack, CONTAINERS, type StackKind } from "./support/benchStack.ts";
import { bundle } from "./support/bundle.ts";
import { MeasuredChild } from "./support/child.ts";
import { CountingProxy } from "./support/countingProxy.ts";
import { DIST } from "./support/dist.ts";
import type { BenchContext, Measurement } from "./support/measurement.ts";

const IDLE_S = 60;

const KINDS: Readonly<Record<StackKind, string>> = {
  plain: "no health checks",
  healthy: "health checks running",
};

/** What the core does while nothing happens: processes, requests, and bytes that it is sent. */
export const idle: Measurement = {
  name: "idle",
  async run(context) {
    const rows: Row[] = [];
    for (const kind of ["plain", "healthy"] as const) rows.push(...(await idleRows(context, kind)));
    return rows;
  },
};

interface Counts {
  readonly processes: readonly string[];
  readonly requests: readonly string[];
  readonly bytes: number;
}

async function idleRows(context: BenchContext, kind: StackKind): Promise<Row[]> {
  const engine = await context.engine();
  const stack = await context.stack(kind);
  const temporary = await mkdtemp(path.join(tmpdir(), "devloop-idle-"));
  const proxy = await CountingProxy.listen(path.join(temporary, "docker.sock"), engine.socket);
  try {
    const file = path.join(temporary, "processes");
    const env = {
      ...engine.env,
      DOCKER_HOST: `unix://${proxy.path}`,
      DEVLOOP_BENCH_PROCESSES: file,
    };
    const count = (): Counts => ({
      processes: existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [],
      requests: [...proxy.requests],
      bytes: proxy.bytesReceived,
    });
    const [before, after] = await idleFor(stack, env, count, context);
    // Counters that have counted nothing at the start would count nothing later either.
    if (before.processes.length === 0 || before.requests.length === 0) {
      throw new Error("The counters do not count: neither may be 0 once the first tree is there.");
    }
    return [
      idleRow("processes started", kind, after.processes.slice(before.processes.length), before.processes),
      idleRow("requests sent", kind, after.requests.slice(before.requests.length), before.requests),
      row({
        name: `bytes received in ${IDLE_S} idle s, ${KINDS[kind]}`,
        value: after.bytes - before.bytes,
        unit: "bytes",
        detail: `${before.bytes} until then`,
      }),
    ];
  } finally {
    await proxy.end();
    await rm(temporary, { recursive: true, force: true });
  }
}

async function idleFor(
  stack: BenchStack,
  env: NodeJS.ProcessEnv,
  count: () => Counts,
  { progress }: BenchContext,
): Promise<[Counts, Counts]> {
  const preload = ["--import", pathToFileURL(await bundle("countProcesses")).href];
  const args = [path.join(DIST, "worker.js"), stack.folder, String(CONTAINERS)];
  const child = new MeasuredChild(await bundle("firstTree"), args, env, preload);
  try {
    await child.reached("complete");
    const before = count();
    await progress.during(`${IDLE_S} s of nothing`, () => delay(IDLE_S * 1000));
    return [before, count()];
  } finally {
    await child.end();
  }
}

function idleRow(name: string, kind: StackKind, idle: readonly string[], before: readonly string[]): Row {
  const which = idle.length === 0 ? "" : `: ${[...new Set(idle)].join(", ")}`;
  return row({
    name: `${name} in ${IDLE_S} idle s, ${KINDS[kind]}`,
    value: idle.length,
    unit: "",
    goal: 0,
    peer: "vscode-containers polls five views each 60 s; lazydocker asks each container each second",
    detail: `${before.length} until then${which}`,
  });
}
