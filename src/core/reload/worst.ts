import type { ReloadState } from "../../shared/model.ts";
import { reloadVerdict } from "../verdict/reload.ts";

const RANK = { notCurrent: 0, pending: 1, unknown: 2, current: 3 } as const;

/** Of several replicas the one that deserves a look most; the first of them. */
export function worstReload(states: readonly ReloadState[]): ReloadState | undefined {
  let worst: { readonly state: ReloadState; readonly rank: number } | undefined;
  for (const state of states) {
    const rank = RANK[reloadVerdict(state).kind];
    if (worst === undefined || rank < worst.rank) worst = { state, rank };
  }
  return worst?.state;
}
