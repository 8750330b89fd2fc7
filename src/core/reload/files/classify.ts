import type { WatchRule } from "../../compose/model.ts";
import type { SourceQuery } from "./facts.ts";
import type { Asked } from "./needTexts.ts";
import type { Relevances } from "./relevance.ts";
import type { Scope } from "./scope.ts";
import type { View } from "./view.ts";

/** What a change of a file means. */
export interface Meaning {
  /** The tool may reload it. */
  readonly watched?: { readonly view: View; readonly certain: boolean };
  readonly asks: readonly Asked[];
}

export interface ClassifierParts {
  readonly query: SourceQuery;
  readonly scope: Scope;
  readonly relevances: Relevances;
  readonly special: ReadonlyMap<string, Asked>;
}

/** Tells what a change of a file of this machine means to the container. */
export class Classifier {
  readonly #parts: ClassifierParts;

  constructor(parts: ClassifierParts) {
    this.#parts = parts;
  }

  of(file: string): Meaning {
    const { scope, relevances, special } = this.#parts;
    const asks: Asked[] = [];
    const known = special.get(file);
    if (known !== undefined) asks.push(known);
    asks.push(...this.#ruled(file));
    let watched: Meaning["watched"];
    for (const view of scope.views(file)) {
      const relevance = relevances.of(file, view);
      if (relevance.kind === "none") continue;
      if (relevance.kind === "watched" && (watched === undefined || relevance.certain))
        watched = { view, certain: relevance.certain };
      const asked = this.#unwatched(view, relevance.kind === "readAtStart");
      if (asked !== undefined) asks.push(asked);
    }
    return watched === undefined ? { asks } : { watched, asks };
  }

  /** What a rule of `develop.watch` would have done. */
  #ruled(file: string): readonly Asked[] {
    const { query, scope } = this.#parts;
    if (query.watchOn) return [];
    return (scope.rules?.of(file) ?? []).flatMap((rule) => byRule(rule));
  }

  #unwatched({ way }: View, readAtStart: boolean): Asked | undefined {
    if (way.kind === "baked") {
      return { base: "image", action: "rebuild", because: "It is copied into the image, and not mounted." };
    }
    if (!readAtStart || way.kind === "sync") return undefined;
    const { tool } = this.#parts.query.tool;
    const because = `Nothing watches it: ${tool === "cargo" ? "cargo run" : tool} reads it as it starts.`;
    return { base: "start", action: "restart", because };
  }
}

function byRule({ action }: WatchRule): readonly Asked[] {
  switch (action) {
    case "rebuild":
      return [
        {
          base: "image",
          action: "rebuild",
          because: "develop.watch is to rebuild for it, and watch is off.",
        },
      ];
    case "restart":
      return [
        {
          base: "start",
          action: "restart",
          because: "develop.watch is to restart for it, and watch is off.",
        },
      ];
    case "sync+restart":
      return [
        {
          base: "start",
          action: "watch",
          because:
            "develop.watch is to copy it and to restart, and watch is off: turn it on, and save the file again.",
        },
      ];
    case "sync":
    case "sync+exec":
    case "other":
      return [];
  }
}
