import type { ReloadState } from "../../shared/model.ts";
import { reloadVerdict } from "../verdict/reload.ts";

const RANK = { notCurrent: 0, pending: 1, unknown: 2, current: 3 } as const;

/**
 * Of several replicas the one that deserves a look most; the first of them.
 * @param states `undefined` for those whose state is still to come: until then nothing is well
 * @param others how many there are besides, that nobody looks at
 */
export function worstReload(
  states: readonly (ReloadState | undefined)[],
  others: number,
): ReloadState | undefined {
  let worst: { readonly state: ReloadState; readonly rank: number } | undefined;
  for (const state of states) {
    if (state === undefined) continue;
    const rank = RANK[reloadVerdict(state).kind];
    if (worst === undefined || rank < worst.rank) worst = { state, rank };
  }
  if (worst?.rank !== RANK.current) return worst?.state;
  if (states.includes(undefined)) return undefined;
  return others === 0 ? worst.state : ofSome(worst.state, states.length, others);
}

function ofSome(state: ReloadState, looked: number, others: number): ReloadState {
  const reason = `only the first ${looked} of its ${looked + others} containers are followed`;
  const { serving } = state;
  return {
    ...state,
    seen: { kind: "unknown", reason },
    serving: serving.kind === "new" ? { kind: "unknown", evidence: `O${reason.slice(1)}.` } : serving,
  };
}
