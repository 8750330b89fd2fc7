import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod/mini";
import type { AppState, ReloadState } from "../../../src/shared/model.ts";
import { run } from "../../../tools/support/run.ts";
import type { BenchEngine } from "./benchEngine.ts";

/** Stands for cargo in the containers. As `cargo watch` it prints what cargo-watch 8.5.3 with cargo 1.92 does. */
const CARGO = `#!/bin/sh
reload() {
  echo "[Running 'cargo run']"; sleep "$PAUSE"
  echo '   Compiling app v0.1.0 (/app)' >&2; sleep "$PAUSE"
  echo '    Finished \`dev\` profile [unoptimized + debuginfo] target(s) in 0.10s' >&2; sleep "$PAUSE"
  echo '     Running \`target/debug/app\`' >&2; sleep "$PAUSE"
}
. /bench/main
`;

/** A reload every four pauses, for ever. */
export const RELOADS = "while :; do reload; done";

/**
 * A reload; then, from a SIGUSR1 to the next one, a megabyte of a server's lines at a time, with a tenth of a second
 * between them; and a reload at the end, so that whoever reads all of it sees that it has come to its end. How many
 * bytes it has printed by then is in `/printed`.
 */
export const FLOODS = `
on=0
printed=0
trap 'on=$((1 - on))' USR1
reload
lines=$(i=0; while [ $i -lt 9000 ]; do
  echo "2026-01-01T00:00:00.000Z  INFO request{id=$i}: served method=GET path=/api/items/$i status=200 latency=1.$i ms"
  i=$((i + 1))
done)
bytes=$(echo "$lines" | wc -c)
while :; do
  while [ $on = 0 ]; do sleep 0.05; done
  while [ $on = 1 ]; do
    echo "$lines"
    printed=$((printed + bytes))
    sleep 0.1
  done
  echo $printed > /printed
  reload
done`;

export interface ReloadService {
  /** Statements of a shell, which has the function `reload`. */
  readonly main: string;
  /** After each line of a reload, in seconds. */
  readonly pause: number;
}

/** A Compose project in a workspace folder of its own, of services that print what a reloading tool prints. */
export interface ReloadStack {
  readonly folder: string;
  /** Service → its container's id. */
  readonly ids: Readonly<Record<string, string>>;
  end(): Promise<void>;
}

const Listed = z.object({ ID: z.string(), Service: z.string() });

/** @param strangers the same, but as containers of no project: nobody reads their logs */
export async function reloadStack(
  { env, image }: BenchEngine,
  services: Readonly<Record<string, ReloadService>>,
  strangers: Readonly<Record<string, ReloadService>> = {},
): Promise<ReloadStack> {
  const folder = await mkdtemp(path.join(tmpdir(), "devloop-bench-reload-"));
  const docker = async (...args: readonly string[]): Promise<string> =>
    (await run("docker", args, { cwd: folder, env })).stdout.trim();
  const ids: Record<string, string> = {};
  const end = async (): Promise<void> => {
    for (const name of Object.keys(strangers)) {
      if (ids[name] !== undefined) await docker("rm", "--force", ids[name]);
    }
    await docker("compose", "down", "--timeout", "0");
    await rm(folder, { recursive: true, force: true });
  };
  const volumes = (name: string): string[] => [
    `${folder}/cargo:/bin/cargo:ro`,
    `${folder}/${name}.sh:/bench/main:ro`,
  ];
  const declared = Object.entries(services).map(([name, { pause }]) => [
    name,
    {
      image,
      command: COMMAND,
      environment: { PAUSE: `${pause}` },
      volumes: volumes(name),
      stop_signal: "SIGKILL",
    },
  ]);
  const project = `devloop-bench-reload-${process.pid}`;
  const file = { name: project, services: Object.fromEntries(declared) };
  await writeFile(path.join(folder, "cargo"), CARGO);
  await chmod(path.join(folder, "cargo"), 0o755);
  for (const [name, { main }] of Object.entries({ ...services, ...strangers })) {
    await writeFile(path.join(folder, `${name}.sh`), main);
  }
  await writeFile(path.join(folder, "compose.yaml"), JSON.stringify(file));
  try {
    await docker("compose", "up", "--detach");
    const listed = await docker("compose", "ps", "--no-trunc", "--format", "json");
    for (const line of listed.split("\n")) {
      const { ID, Service } = z.parse(Listed, JSON.parse(line));
      ids[Service] = ID;
    }
    for (const [name, { pause }] of Object.entries(strangers)) {
      const options = ["--detach", "--env", `PAUSE=${pause}`];
      const mounts = volumes(name).flatMap((each) => ["--volume", each]);
      ids[name] = await docker("run", ...options, ...mounts, image, ...COMMAND);
    }
    return { folder, ids, end };
  } catch (error) {
    await end();
    throw error;
  }
}

const COMMAND = ["cargo", "watch", "-x", "run"] as const;

/** What the state says of a service's reload. */
export function reloadOf(app: AppState, service: string): ReloadState | undefined {
  return app.stacks.flatMap(({ services }) => services).find(({ name }) => name === service)?.reload;
}
