import type { BreakFacts } from "./facts.ts";
import { imageOf, type StepGraph } from "./stepGraph.ts";

/** An image that is another one than in the build before, under the same name. */
export interface MovedBase {
  readonly image: string;
  /** Digests; of local images, BuildKit's of their layers. */
  readonly before: string;
  readonly now: string;
}

/**
 * @returns `unknown`: one of the two builds does not tell its images. A vertex's digest does: it is the same for a local
 * image that was tagged anew (BuildKit 0.25).
 */
export function movedBase(
  steps: StepGraph,
  digest: string,
  { bases, previous }: BreakFacts,
): MovedBase | "unknown" | undefined {
  const images = steps.images(digest);
  if (images.length === 0 || previous === undefined) return undefined;
  const written = byName([...previous.steps.flatMap(({ text }) => imageOf(text) ?? [])]);
  const before = new Map([...written, ...byName(previous.bases)]);
  const known = byName(bases);
  let unknown = false;
  for (const { image } of images) {
    const [name, own] = split(image);
    const [old, now] = [before.get(name), known.get(name) ?? own];
    if (old === undefined || now === undefined) unknown = true;
    else if (old !== now) return { image: name, before: old, now };
  }
  return unknown ? "unknown" : undefined;
}

/** `docker.io/library/rust:1@sha256:…` → `rust:1` and its digest. */
function split(image: string): readonly [name: string, digest: string | undefined] {
  const [name = "", digest] = image.replace(/^docker\.io\/(?:library\/)?/, "").split("@");
  return [/:[^/]*$/.test(name) ? name : `${name}:latest`, digest];
}

function byName(images: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    images.flatMap((image): [string, string][] => {
      const [name, digest] = split(image);
      return digest === undefined ? [] : [[name, digest]];
    }),
  );
}
