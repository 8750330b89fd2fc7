import path from "node:path";
import { type Row, rounded, row } from "./row.ts";
import { median } from "./statistics.ts";
import { CONTAINERS } from "./support/benchStack.ts";
import { bundle } from "./support/bundle.ts";
import { MeasuredChild, type Reached } from "./support/child.ts";
import { DIST } from "./support/dist.ts";
import type { Measurement } from "./support/measurement.ts";

const ROUNDS = 15;
const GOAL = 3;

interface Round {
  readonly bare: Reached;
  readonly tree: Reached;
  readonly settled: Reached;
}

/** How long the first tree takes, against a program that does nothing but ask for the list that it is made of. */
export const firstTree: Measurement = {
  name: "first-tree",
  async run({ engine, stack }) {
    const { socket, env } = await engine();
    const { folder } = await stack("plain");
    const [bareList, tree] = [await bundle("bareList"), await bundle("firstTree")];
    const askBare = (): Promise<Pick<Round, "bare">> =>
      measured(bareList, [socket], env, async (child) => ({ bare: await child.reached("tree") }));
    const askTree = (): Promise<Omit<Round, "bare">> =>
      measured(tree, [path.join(DIST, "worker.js"), folder, String(CONTAINERS)], env, async (child) => ({
        tree: await child.reached("tree"),
        settled: await child.reached("settled"),
      }));
    const rounds: Round[] = [];
    for (let index = 0; index < ROUNDS; index++) {
      // Whoever comes second finds a warmer machine: they take turns.
      if (index % 2 === 0) rounds.push({ ...(await askBare()), ...(await askTree()) });
      else rounds.push({ ...(await askTree()), ...(await askBare()) });
    }
    return rowsOf(rounds);
  },
};

async function measured<T>(
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  work: (child: MeasuredChild) => Promise<T>,
): Promise<T> {
  const child = new MeasuredChild(script, args, env);
  try {
    return await work(child);
  } finally {
    await child.end();
  }
}

function rowsOf(rounds: readonly Round[]): Row[] {
  const middle = (what: keyof Round, since: keyof Reached): number =>
    median(rounds.map((round) => round[what][since]));
  const ratio = (name: string, what: "tree" | "settled", since: keyof Reached, goal?: number): Row => {
    const [own, bare] = [middle(what, since), middle("bare", since)];
    return row({
      name,
      value: own / bare,
      unit: "times",
      ...(goal === undefined ? {} : { goal }),
      peer: "bare GET /containers/json",
      detail: `${rounded(own)} ms against ${rounded(bare)} ms, ${CONTAINERS} containers, medians of ${rounds.length}`,
    });
  };
  return [
    ratio("first tree / bare list, from a process's start", "tree", "sinceStart", GOAL),
    ratio("first tree / bare list, without the process's start", "tree", "inside"),
    ratio("… and compose files read / bare list, from a process's start", "settled", "sinceStart"),
  ];
}
