import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ProcessRunner, RunOptions, RunResult } from "../../base/process.ts";
import type { Env } from "../../base/which.ts";
import { hasHistory } from "./buildxVersion.ts";
import { decodeInspected } from "./inspected.ts";
import type { BuildxHistory } from "./ports.ts";
import { ProgressGate } from "./progressGate.ts";
import type { InspectedBuild } from "./ref.ts";

export interface BuildxHistoryOptions {
  readonly runner: Pick<ProcessRunner, "run">;
  /** The `docker` program's absolute path; rejects where there is none. */
  readonly docker: () => Promise<string>;
  /** What names the engine. */
  readonly env: () => Env;
  /** How long to wait for a build to get known, before each further try; milliseconds. */
  readonly waits?: readonly number[];
}

/** An error with its stack is some 10 KB. */
const LIMIT = 4 * 1024 * 1024;
/** Of a progress only what it ends with is kept. */
const LAST_WORDS = 16 * 1024;
/** buildx gives up a builder that does not answer after 20 s (0.29). */
const TIME_LIMIT_MS = 30_000;
/**
 * buildx writes its ref before it asks the engine to build: on an engine of this
 * machine it is known 0.1 s later, before the first try has started (0.29); a remote one, or a busy one, takes longer.
 */
const WAITS_MS = [200, 400, 800, 1_600] as const;

/**
 * The `docker buildx history` commands, each of one build; every question is a process of some 0.15 s of processor (0.29).
 * `ls` is none of them: see {@link recentRefs}.
 */
export function createBuildxHistory(options: BuildxHistoryOptions): BuildxHistory {
  let supported: Promise<boolean> | undefined;

  async function run(
    args: readonly string[],
    more: Pick<RunOptions, "limit" | "signal" | "onOutput">,
  ): Promise<RunResult> {
    const program = await options.docker();
    const result = await options.runner.run({
      program,
      args: ["buildx", ...args],
      // It matters to none of them, and is there as long as the program is.
      cwd: path.dirname(program),
      env: options.env(),
      ...more,
    });
    more.signal?.throwIfAborted();
    return result;
  }

  /** One question; rejects as the signal aborts, and where it takes too long. */
  function ask(args: readonly string[], signal: AbortSignal): Promise<RunResult> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
    return run(args, { limit: LIMIT, signal: limited });
  }

  async function askVersion(): Promise<boolean> {
    // Not by the signal of whoever asks first: others wait for the same answer.
    const { exitCode, stdout } = await ask(["version"], new AbortController().signal);
    return exitCode === 0 && hasHistory(stdout);
  }

  async function follow(
    id: string,
    signal: AbortSignal,
    onText: (text: string) => void | Promise<void>,
  ): Promise<"read" | "missing"> {
    // 0.21 to 0.29 print it on standard error.
    const gates = { stdout: new ProgressGate(), stderr: new ProgressGate() };
    const result = await run(["history", "logs", "--progress", "rawjson", ...refArguments(id)], {
      limit: LAST_WORDS,
      signal,
      onOutput: (text, stream) => {
        const passed = gates[stream].push(text);
        return passed === "" ? undefined : onText(passed);
      },
    });
    return result.exitCode === 0 ? "read" : missing(result, "logs");
  }

  async function isSupported(signal: AbortSignal): Promise<boolean> {
    const asked = supported ?? askVersion();
    supported = asked;
    // Nobody was told: it is asked again.
    asked.catch(() => {
      if (supported === asked) supported = undefined;
    });
    const told = await asked;
    signal.throwIfAborted();
    return told;
  }

  return {
    supported: isSupported,

    forget() {
      supported = undefined;
    },

    async follow(id, signal, onText, isOld = false) {
      // Refs are written by older ones too (0.10 and later).
      if (!(await isSupported(signal))) return "missing";
      for (const wait of isOld ? [] : (options.waits ?? WAITS_MS)) {
        if ((await follow(id, signal, onText)) === "read") return "read";
        await delay(wait, undefined, { signal });
      }
      return follow(id, signal, onText);
    },

    async inspect(id, signal): Promise<InspectedBuild | undefined> {
      const result = await ask(["history", "inspect", "--format", "json", ...refArguments(id)], signal);
      if (result.exitCode !== 0) return void missing(result, "inspect");
      const inspected = decodeInspected(result.stdout);
      if (inspected === undefined) throw new Error("`docker buildx history inspect` printed something else.");
      return inspected;
    },
  };
}

/** Of `<builder>/<node>/<id>` the commands (0.29) know the last part only, and look on the builder's nodes for it. */
function refArguments(id: string): string[] {
  const [builder = "", , ref = ""] = id.split("/");
  return ["--builder", builder, "--", ref];
}

/** Throws where it failed for another reason. */
function missing({ stderr, exitCode, signal }: RunResult, command: string): "missing" {
  if (/no record found for ref|ref \S+ is deleted|no builder .* found/.test(stderr)) return "missing";
  const said = /^ERROR: (.*)/m.exec(stderr)?.[1] ?? "";
  const ended = exitCode === undefined ? `was ended by ${signal}` : `ended with code ${exitCode}`;
  throw new Error(`\`docker buildx history ${command}\` ${said === "" ? ended : `said: ${said}`}`);
}
