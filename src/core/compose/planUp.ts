import { LOOSE_STACK_ID } from "../../shared/model.ts";
import type { UpPlan } from "../../shared/protocol.ts";
import type { RunResult } from "../base/process.ts";
import { type ComposeContext, composeLine } from "./composeLine.ts";
import { parseYaml } from "./configOutput.ts";
import { type DryRun, decodeDryRun } from "./dryRun.ts";
import { composeProblem, summarizeFailure } from "./failure.ts";
import { upPlan } from "./plan.ts";
import { decodePlanConfig, type PlanConfig, toPlanConfig } from "./planConfig.ts";
import { filesToActBy, profilesOf, removesOrphans } from "./stackFiles.ts";
import { dockerContext, type StackPorts, stackFacts } from "./stackPorts.ts";

const TIME_LIMIT_MS = 30_000;
const LIMIT = 8 * 1024 * 1024;

/**
 * What Up would do to a stack, by Compose's own dry run. Asking changes nothing, on the engine or elsewhere.
 * @param modeId in this mode; absent: in the active one
 * @throws Error, in words for the user: why Up would fail, or why it can't be told
 */
export async function planUp(
  ports: StackPorts,
  request: { readonly stackId: string; readonly modeId?: string },
  signal: AbortSignal,
): Promise<UpPlan> {
  if (request.stackId === LOOSE_STACK_ID) {
    throw new Error("Compose did not make these containers: no file says what Up would do.");
  }
  await ports.checkAlive();
  const facts = stackFacts(ports, request.stackId);
  const set = await filesToActBy(facts, request.modeId);
  const { project, modes } = facts.stack;
  const context = { ...(await dockerContext(ports)), project, set, profiles: profilesOf(facts.stack, set) };
  const ask = asker(ports, context, signal);
  const config = await readConfig(ask);
  const dryRun = isHarmless(config) ? await tryOut(ask, project) : undefined;
  const sets = facts.sets.filter(({ id }) => modes.some((mode) => mode.id === id));
  // What there is may have changed while Compose was asked.
  const { containers } = stackFacts(ports, request.stackId);
  const plan = upPlan({
    project,
    set,
    sets,
    config,
    containers,
    ...(dryRun === undefined ? {} : { dryRun }),
  });
  return { ...plan, removesOrphans: removesOrphans(facts, set, request.modeId) };
}

type Ask = (args: readonly string[]) => Promise<RunResult>;

function asker({ runner }: StackPorts, context: ComposeContext, signal: AbortSignal): Ask {
  const tooLong = AbortSignal.timeout(TIME_LIMIT_MS);
  return async (args) => {
    const line = composeLine(context, "Plan", args);
    const result = await runner.run({ ...line, signal: AbortSignal.any([signal, tooLong]), limit: LIMIT });
    signal.throwIfAborted();
    if (result.cancelled) throw new Error(`Compose did not answer in ${TIME_LIMIT_MS / 1000} s.`);
    return result;
  };
}

async function readConfig(ask: Ask): Promise<PlanConfig> {
  const json = await ask(["config", "--format", "json"]);
  // As in `config.ts`: it can't write `build.ssh: [id=path]` as JSON.
  const isYaml = json.exitCode !== 0 && /\bcalling MarshalJSON\b/.test(json.stderr);
  const result = isYaml ? await ask(["config", "--format", "yaml"]) : json;
  if (result.exitCode !== 0) throw new Error(composeProblem(result.stderr, result.exitCode));
  const config = isYaml ? toPlanConfig(await parseYaml(result.stdout)) : decodePlanConfig(result.stdout);
  if (config === undefined) throw new Error("docker compose config printed something that can't be read.");
  return config;
}

/** Compose runs the programs of providers and models in a dry run too (read in the sources of 2.40). */
function isHarmless({ services, hasModels }: PlanConfig): boolean {
  return !hasModels && services.every(({ provider }) => provider === undefined);
}

/**
 * `--no-start`: else a dry run waits until what runs is healthy. `--pull never`: else it asks registries, and fails
 * where one can't be reached (Compose 2.26 and 2.40). `undefined`: this Compose has no dry run.
 */
async function tryOut(ask: Ask, project: string): Promise<DryRun | undefined> {
  const result = await ask(["up", "--dry-run", "--detach", "--no-start", "--pull", "never"]);
  const output = `${result.stdout}\n${result.stderr}`;
  if (result.exitCode === 0) return decodeDryRun(output, project);
  if (/^unknown flag: --dry-run/m.test(output)) return undefined;
  throw new Error(`Up would fail: ${summarizeFailure({ title: "Up" }, output, result.exitCode)}`);
}
