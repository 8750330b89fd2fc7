/** Counts of a build's vertexes, straight from what BuildKit printed: nothing of Dev Loop's own reading is in it. */
export interface Counts {
  readonly all: { readonly steps: number; readonly cached: number };
  readonly numbered: { readonly steps: number; readonly cached: number; readonly begun: number };
}

export interface RawVertex {
  readonly digest: string;
  readonly name: string;
  readonly started?: string;
  readonly cached?: boolean;
  readonly error?: string;
}

export function countIn(rawjson: string): Counts {
  const all = [...rawVertexes(rawjson).values()];
  const numbered = all.filter(({ name }) => /^\[[^\]]*\d+\/\d+\] /.test(name));
  return {
    all: { steps: all.length, cached: count(all, ({ cached }) => cached) },
    numbered: {
      steps: numbered.length,
      cached: count(numbered, ({ cached }) => cached),
      begun: count(numbered, ({ cached, started }) => cached || started !== undefined),
    },
  };
}

/** What was last said of each; of flags, whether they were said at all. */
export function rawVertexes(rawjson: string): ReadonlyMap<string, RawVertex> {
  const found = new Map<string, RawVertex>();
  for (const object of objects(rawjson)) {
    for (const vertex of object.vertexes ?? []) {
      found.set(vertex.digest, { ...found.get(vertex.digest), ...vertex });
    }
  }
  return found;
}

/** One object a line, or, as buildx up to 0.14 prints them, from a line `{` to a line `}`. */
function objects(text: string): { readonly vertexes?: readonly RawVertex[] }[] {
  const found: { readonly vertexes?: readonly RawVertex[] }[] = [];
  let open: string[] | undefined;
  for (const line of text.split("\n")) {
    if (line === "{") open = [];
    if (open !== undefined) open.push(line);
    else if (line.startsWith("{")) found.push(JSON.parse(line));
    if (line !== "}" || open === undefined) continue;
    found.push(JSON.parse(open.join("\n")));
    open = undefined;
  }
  return found;
}

function count<T>(items: readonly T[], holds: (item: T) => boolean | undefined): number {
  return items.filter((item) => holds(item)).length;
}
